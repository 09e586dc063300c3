//! Reading bytes: blanks, escapes and quotation marks in the many ways in which captures spell them.
//!
//! It knows nothing of secrets.

/// A set of bytes, asked by one look-up.
#[derive(Debug)]
pub(super) struct Bytes([bool; 256]);

impl Bytes {
    /// All but control characters, blanks and these.
    pub(super) const fn all_but(signs: &[u8]) -> Self {
        let mut has = [true; 256];
        let mut i = 0;
        while i <= b' ' as usize {
            has[i] = false;
            i += 1;
        }
        i = 0;
        while i < signs.len() {
            has[signs[i] as usize] = false;
            i += 1;
        }
        Self(has)
    }

    /// Whether it has `b`.
    pub(super) fn has(&self, b: u8) -> bool {
        self.0[usize::from(b)]
    }
}

/// The byte at `i`, or 0 beyond the end.
pub(super) fn at(text: &[u8], i: usize) -> u8 {
    text.get(i).copied().unwrap_or(0)
}

/// What follows `i`; empty beyond the end.
pub(super) fn from(text: &[u8], i: usize) -> &[u8] {
    text.get(i..).unwrap_or_default()
}

/// Whether `prefix` stands at the start of `text`, case aside.
pub(super) fn starts_with_folded(text: &[u8], prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()))
}

/// How many of the bytes from `i` on satisfy `is`.
pub(super) fn run(text: &[u8], i: usize, is: impl Fn(u8) -> bool) -> usize {
    from(text, i).iter().take_while(|&&b| is(b)).count()
}

/// How many of the bytes before `i`, at most `most`, satisfy `is`.
pub(super) fn run_before(text: &[u8], i: usize, most: usize, is: impl Fn(u8) -> bool) -> usize {
    text[..i].iter().rev().take(most).take_while(|&&b| is(b)).count()
}

/// The number of backslashes that begin at `i`.
pub(super) fn slashes(text: &[u8], i: usize) -> usize {
    run(text, i, |b| b == b'\\')
}

/// The number of backslashes that end at `i`.
pub(super) fn slashes_before(text: &[u8], i: usize) -> usize {
    run_before(text, i, usize::MAX, |b| b == b'\\')
}

/// Whether `b` may stand in the name of a field.
pub(super) fn is_name(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')
}

/// Whether `text` begins with `XX`, two hexadecimal digits.
fn is_hex(text: &[u8], digits: usize) -> bool {
    text.len() >= digits && text[..digits].iter().all(u8::is_ascii_hexdigit)
}

/// The length of the escape whose letters begin at `i`, after a backslash or `%`: 1 for `\n`, 5 for `\u0022`, 3 for `\x22`, 2 for
/// `%22`.
pub(super) fn escape_letters(text: &[u8], i: usize) -> usize {
    match (i.checked_sub(1).map_or(0, |before| at(text, before)), at(text, i)) {
        (b'\\', b'u') if is_hex(from(text, i + 1), 4) => 5,
        (b'\\', b'x') if is_hex(from(text, i + 1), 2) => 3,
        (b'\\', b'n' | b'r' | b't' | b'b' | b'f') => 1,
        (b'%', _) if is_hex(from(text, i), 2) => 2,
        _ => 0,
    }
}

/// Whether a token may begin at `i`: no letter or digit stands before it, or only that of an escape such as `\n` or `%20`.
pub(super) fn is_boundary(text: &[u8], i: usize) -> bool {
    let before = |n: usize| i.checked_sub(n).is_some_and(|start| escape_letters(text, start) == n);
    i == 0 || !text[i - 1].is_ascii_alphanumeric() || before(1) || before(2) || before(3) || before(5)
}

/// The length of the line end at `i`, raw or escaped; 0 if there is none.
pub(super) fn newline(text: &[u8], i: usize) -> usize {
    let escape = slashes(text, i);
    let rest = from(text, i + escape);
    match rest {
        [b'\r', b'\n', ..] if escape == 0 => 2,
        [b'\n' | b'\r', ..] if escape == 0 => 1,
        [b'r', ..] if escape > 0 && slashes(rest, 1) == escape && at(rest, 1 + escape) == b'n' => 2 * (escape + 1),
        [b'n' | b'r', ..] if escape > 0 => escape + 1,
        _ => 0,
    }
}

/// How much of `prefix` the line `line` begins with, digits aside, which differ in times.
pub(super) fn common_prefix(prefix: &[u8], line: &[u8]) -> usize {
    let is_alike = |(a, b): &(&u8, &u8)| a == b || (a.is_ascii_digit() && b.is_ascii_digit());
    prefix.iter().zip(line).take_while(is_alike).count()
}

/// No prefix of lines is longer.
const LONGEST_PREFIX: usize = 128;

/// The length of what the line that starts at `next` has in front as the line that ends at `end` has it too: the time and
/// name of a log, `> ` of a quotation, the border of a box. Digits may differ, as they do in times.
pub(super) fn line_prefix(text: &[u8], end: usize, next: usize) -> usize {
    let line = end - run_before(text, end, LONGEST_LINE, |b| b != b'\n');
    let offset = offset(text, next);
    if offset > 0 && self::offset(text, line) == offset {
        return offset;
    }
    let is_alike =
        |(a, b): &(&u8, &u8)| (a == b || (a.is_ascii_digit() && b.is_ascii_digit())) && !matches!(a, b'"' | b'\'' | b'{' | b'\\' | b'\n');
    let shared = text[line..end].iter().zip(from(text, next)).take(LONGEST_PREFIX).take_while(is_alike).count();
    let is_sign = |b: u8| matches!(b, b'|' | b'>' | b'<' | b':' | b']' | b'#' | b'*' | b'm' | 0x82);
    let ends = |&i: &usize| matches!(text[next + i], b' ' | b'\t') && i > 0 && is_sign(text[next + i - 1]);
    (0..shared).rev().find(ends).map_or(0, |i| i + 1)
}

/// The length of the offset before a line of `curl --trace-ascii`: `00b2: `.
fn offset(text: &[u8], line: usize) -> usize {
    let digits = run(&text[..text.len().min(line + 9)], line, |b| b.is_ascii_hexdigit());
    if digits >= 4 && from(text, line + digits).starts_with(b": ") { digits + 2 } else { 0 }
}

/// In a longer line no prefix is looked for.
const LONGEST_LINE: usize = 512;

/// The place after blanks, colors and, if `lines` says so, line ends.
pub(super) fn skip_blank(text: &[u8], mut i: usize, lines: Lines) -> usize {
    loop {
        i += match at(text, i) {
            b' ' | b'\t' => 1,
            0xc2 if at(text, i + 1) == 0xa0 => 2, // a blank that does not break
            b'\n' if lines == Lines::Cross => 1 + line_prefix(text, i, i + 1),
            b'\r' if lines == Lines::Cross => 1,
            b'%' if from(text, i).starts_with(b"%20") => 3,
            b'\\' if at(text, i + slashes(text, i)) == b' ' => slashes(text, i) + 1,
            0x1b | b'\\' => match color(text, i) {
                0 => return i,
                length => length,
            },
            _ => return i,
        }
    }
}

/// The place after blanks and line ends, raw or escaped: the layout between the parts of JSON.
pub(super) fn skip_layout(text: &[u8], mut i: usize) -> usize {
    loop {
        i = skip_blank(text, i, Lines::Cross);
        let escape = slashes(text, i);
        match at(text, i + escape) {
            b'n' | b'r' | b't' if escape > 0 => i += escape + 1,
            _ => return i,
        }
    }
}

/// Whether a search may leave its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    /// It may not.
    Stay,
    /// It may.
    Cross,
}

/// The length of the terminal's color sequence at `i`, raw or as JSON and shells write it; 0 if there is none.
fn color(text: &[u8], i: usize) -> usize {
    let slashes = slashes(text, i);
    let rest = from(text, i + slashes);
    let spelled: &[&[u8]] = if slashes == 0 { &[b"\x1b["] } else { &[b"u001b[", b"u001B[", b"x1b[", b"033["] };
    let Some(escape) = spelled.iter().find(|escape| rest.starts_with(escape)) else { return 0 };
    let parameters = run(rest, escape.len(), |b| b.is_ascii_digit() || b == b';');
    match at(rest, escape.len() + parameters) {
        b'm' | b'K' => slashes + escape.len() + parameters + 1,
        _ => 0,
    }
}

/// A quotation mark as it is spelled at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    /// The mark, without backslashes before it.
    pub(super) mark: &'static str,
    /// How many backslashes precede it.
    pub(super) slashes: usize,
}

/// The marks, longer before shorter ones.
const MARKS: &[&str] = &[
    "\"\"\"", "'''", "^\\^\"", CURLY, "\"", "'", "`", "&quot;", "&#34;", "&#x22;", "&#39;", "&#x27;", "&apos;", "%22", "%27", "u0022",
    "u0027", "x22", "x27",
];

/// The mark that closes a text in print; the one that opens it counts as the same.
const CURLY: &str = "”";
const CURLY_OPENING: &str = "“";

impl Quote {
    /// A double quotation mark.
    pub(super) fn double(slashes: usize) -> Self {
        Self { mark: "\"", slashes }
    }

    /// The mark at `i`, with its backslashes, and the place after it.
    pub(super) fn read(text: &[u8], i: usize) -> Option<(Self, usize)> {
        if !matches!(at(text, i), b'"' | b'\'' | b'`' | b'\\' | b'&' | b'%' | b'^' | 0xe2) {
            return None;
        }
        if from(text, i).starts_with(CURLY_OPENING.as_bytes()) {
            return Some((Self { mark: CURLY, slashes: 0 }, i + CURLY_OPENING.len()));
        }
        let i = if is_powershell_escape(text, i) { i + 1 } else { i };
        let slashes = slashes(text, i);
        let start = i + slashes;
        let rest = from(text, start);
        let mark = MARKS.iter().find(|mark| rest.starts_with(mark.as_bytes()) && may_follow(mark, slashes))?;
        Some((Self { mark, slashes }, start + mark.len()))
    }

    /// The mark that ends at `i`.
    pub(super) fn read_before(text: &[u8], i: usize) -> Option<Self> {
        if text[..i].ends_with(CURLY_OPENING.as_bytes()) {
            return Some(Self { mark: CURLY, slashes: 0 });
        }
        let mark = MARKS.iter().find(|mark| text[..i].ends_with(mark.as_bytes()))?;
        let slashes = slashes_before(text, i - mark.len());
        may_follow(mark, slashes).then_some(Self { mark, slashes })
    }

    /// Whether the mark at `mark`, after a run of `slashes` backslashes, closes the text that `self` opened: an inner
    /// escaped mark does not, the mark of an outer text does.
    pub(super) fn closed_by(self, text: &[u8], mark: usize, slashes: usize) -> bool {
        let period = 2 * (self.slashes + 1);
        from(text, mark).starts_with(self.mark.as_bytes()) && may_follow(self.mark, slashes) && slashes % period != period - 1
    }

    /// How many of `slashes` backslashes before the closing mark belong to it and not to the text.
    pub(super) fn own_slashes(self, slashes: usize) -> usize {
        if slashes % (2 * (self.slashes + 1)) == self.slashes { self.slashes } else { slashes }
    }

    /// Whether it is one that JSON knows, at whatever depth.
    pub(super) fn is_json(self) -> bool {
        self.mark == "\""
    }

    /// How many bytes it takes.
    pub(super) fn len(self) -> usize {
        self.slashes + self.mark.len()
    }

    /// How it is written.
    pub(super) fn spelled(self) -> String {
        "\\".repeat(self.slashes) + self.mark
    }
}

/// Whether a backtick at `i` escapes the double mark after it, as in PowerShell.
pub(super) fn is_powershell_escape(text: &[u8], i: usize) -> bool {
    at(text, i) == b'`' && at(text, i + 1 + slashes(text, i + 1)) == b'"'
}

/// Whether `mark` may stand after so many backslashes. Strings in strings double them: 0, 1, 3, 7; any other number is part of a text that ends.
fn may_follow(mark: &str, slashes: usize) -> bool {
    match mark.as_bytes()[0] {
        b'u' | b'x' => slashes > 0,
        b'"' | b'\'' if mark.len() == 1 => true,
        _ => slashes == 0,
    }
}

/// Whether a mark with so many backslashes may open a text.
pub(super) fn may_open(slashes: usize) -> bool {
    (slashes + 1).is_power_of_two() && slashes <= 15
}

/// Whether the mark at `i` ends a JSON string, escaped in another or not: only what JSON has after a string follows.
pub(super) fn ends_json_string(text: &[u8], i: usize) -> bool {
    if at(text, i) != b'"' {
        return false;
    }
    let is_escaped = i > 0 && text[i - 1] == b'\\';
    let is_blank = |b: u8| matches!(b, b' ' | b'\t' | b'\n' | b'\r');
    let skip = |i: usize| if is_escaped { skip_layout(text, i) } else { i + run(text, i, is_blank) };
    let next = skip(i + 1);
    let after = skip(next + 1);
    let is_mark = is_escaped && at(text, after + slashes(text, after)) == b'"';
    match at(text, next) {
        0 => next >= text.len(),
        b',' | b':' => is_mark || starts_json_value(from(text, after)),
        b'}' | b']' => is_mark || matches!(at(text, after), 0 | b',' | b'}' | b']') || text[next + 1..after].contains(&b'\n'),
        _ => false,
    }
}

/// Whether what JSON has as a value begins `text`.
pub(super) fn starts_json_value(text: &[u8]) -> bool {
    match text {
        [b'"' | b'{' | b'[' | b'-' | b'0'..=b'9', ..] => true,
        _ => [b"true".as_slice(), b"false", b"null"].iter().any(|word| text.starts_with(word)),
    }
}

/// The first place from `start` on where a JSON string ends, without the backslashes before its mark, or else `end`.
pub(super) fn until_json_string_ends(text: &[u8], start: usize, end: usize) -> usize {
    let closing = memchr::memchr_iter(b'"', &text[start..end]).find(|&i| ends_json_string(text, start + i));
    closing.map_or(end, |i| start + i - run_before(&text[start..], i, usize::MAX, |b| b == b'\\'))
}
