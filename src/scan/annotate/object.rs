//! What most lines of JSON are, told without a parser: objects of ASCII without escapes.

use super::json::KEY;

/// Deeper objects are left to a parser.
const DEEPEST: u32 = 64;

/// Whether one of the keys of a JSON object is ours; `None` for what is none, and for what only a parser can tell. A law holds the two equal.
pub(super) fn has_key(text: &[u8]) -> Option<bool> {
    if has_odd(text) {
        return None;
    }
    let mut scan = Scan { text, at: 0, open: 0, depth: 0 };
    scan.eat(b'{').then_some(())?;
    let (mut due, mut is_there) = (scan.open(true)?, false);
    while due != Due::End {
        scan.skip();
        due = match due {
            Due::FirstKey if scan.eat(b'}') => scan.close(),
            Due::FirstKey | Due::Key => {
                is_there |= scan.string()? == KEY.as_bytes() && scan.depth == 1;
                scan.skip();
                scan.eat(b':').then_some(Due::Value)?
            }
            Due::FirstValue if scan.eat(b']') => scan.close(),
            Due::FirstValue | Due::Value => scan.value()?,
            Due::Rest | Due::End => scan.rest()?,
        };
    }
    (scan.at == text.len()).then_some(is_there)
}

/// Whether there is a byte that is no printable ASCII, or an escape. Many are looked at at once, as no step depends on another.
fn has_odd(text: &[u8]) -> bool {
    let is_odd = |byte: u8| u8::from(byte.wrapping_sub(b' ') > b'~' - b' ') | u8::from(byte == b'\\');
    let (chunks, rest) = text.as_chunks::<32>();
    let mut odd = [0; 32];
    for chunk in chunks {
        for (odd, byte) in odd.iter_mut().zip(chunk) {
            *odd |= is_odd(*byte);
        }
    }
    odd.iter().fold(0, |all, odd| all | odd) | rest.iter().fold(0, |all, byte| all | is_odd(*byte)) != 0
}

/// Where the first quote is. Most are so near that calling somebody takes longer than looking.
fn quote(text: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const QUOTES: u64 = u64::from_le_bytes([b'"'; 8]);
    let (chunks, rest) = text.as_chunks::<8>();
    for (at, chunk) in (0..).step_by(8).zip(chunks) {
        // The lowest byte that is zero borrows; none below it does.
        let bytes = u64::from_le_bytes(*chunk) ^ QUOTES;
        let zeros = bytes.wrapping_sub(ONES) & !bytes & ONES << 7;
        if zeros > 0 {
            return Some(at + zeros.trailing_zeros() as usize / 8);
        }
    }
    let at = rest.iter().position(|byte| *byte == b'"')?;
    Some(text.len() - rest.len() + at)
}

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    /// A key, or the end of an object without any.
    FirstKey,
    Key,
    /// A value, or the end of a list without any.
    FirstValue,
    Value,
    /// A comma, or the end of what is open.
    Rest,
    /// Nothing.
    End,
}

/// A place in a text, and what is open there.
struct Scan<'t> {
    text: &'t [u8],
    at: usize,
    /// A bit for each level, the lowest for the innermost: whether it is an object.
    open: u64,
    depth: u32,
}

impl<'t> Scan<'t> {
    fn skip(&mut self) {
        while self.text.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let is_there = self.text.get(self.at) == Some(&byte);
        self.at += usize::from(is_there);
        is_there
    }

    fn open(&mut self, is_object: bool) -> Option<Due> {
        self.open = self.open << 1 | u64::from(is_object);
        self.depth += 1;
        (self.depth <= DEEPEST).then_some(if is_object { Due::FirstKey } else { Due::FirstValue })
    }

    const fn close(&mut self) -> Due {
        self.open >>= 1;
        self.depth -= 1;
        if self.depth == 0 { Due::End } else { Due::Rest }
    }

    const fn is_in_object(&self) -> bool {
        self.open & 1 == 1
    }

    /// What stands between two quotes.
    fn string(&mut self) -> Option<&'t [u8]> {
        self.eat(b'"').then_some(())?;
        let rest = &self.text[self.at..];
        let len = quote(rest)?;
        self.at += len + 1;
        Some(&rest[..len])
    }

    fn value(&mut self) -> Option<Due> {
        match *self.text.get(self.at)? {
            b'"' => self.string().map(|_| Due::Rest),
            open @ (b'{' | b'[') => {
                self.at += 1;
                self.open(open == b'{')
            }
            b'-' | b'0'..=b'9' => self.number().then_some(Due::Rest),
            _ => {
                let rest = &self.text[self.at..];
                let word = [&b"true"[..], b"false", b"null"].into_iter().find(|word| rest.starts_with(word))?;
                self.at += word.len();
                Some(Due::Rest)
            }
        }
    }

    /// A number without an exponent.
    fn number(&mut self) -> bool {
        self.eat(b'-');
        let starts_with_zero = self.text.get(self.at) == Some(&b'0');
        let count = self.digits();
        let is_whole = count == 1 || count > 1 && !starts_with_zero;
        is_whole && (!self.eat(b'.') || self.digits() > 0)
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.text.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        self.at - start
    }

    fn rest(&mut self) -> Option<Due> {
        let is_in_object = self.is_in_object();
        if self.eat(b',') {
            return Some(if is_in_object { Due::Key } else { Due::Value });
        }
        self.eat(if is_in_object { b'}' } else { b']' }).then(|| self.close())
    }
}
