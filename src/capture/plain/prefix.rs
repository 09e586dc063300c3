//! What stands before the text of a line: quote marks, signs of comments, bars of boxes, names of services, heads of log lines.

use super::logs;

/// A kind of prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// None.
    Bare,
    /// None, nor text.
    Blank,
    /// `> `, of mail and Markdown; all levels at once.
    Quote,
    /// `│ `, the left side of a box.
    Bar,
    /// `╷`, `╵`, `╭──╮`: the top or bottom of a box.
    Border,
    /// `| `, a side of a box, of a table, or of a snippet of source.
    Pipe,
    /// `12 | `, the number of a line of source.
    Gutter,
    /// `# `, `// `, `;; `, `-- `, `REM `, by the first sign.
    Comment(u8),
    /// ` * `, inside of a comment in blocks.
    Star,
    /// `npm ERR! `.
    Npm,
    /// `service-1  | `.
    Service,
    /// `#12 0.345 `, of `BuildKit`.
    Step,
    /// `2024-01-01T00:00:00.0000000Z `, of GitHub Actions.
    Stamp,
    /// `[pod/x/y] `.
    Pod,
    /// The head of a log line; the number tells heads of different kinds and loggers apart.
    Log(u32),
}

impl Mark {
    /// Whether lines of the two belong to one block.
    pub(super) fn goes_with(self, other: Self) -> bool {
        self == other || self.is_side() && other.is_side()
    }

    /// Whether it is a part of a box.
    pub(super) const fn is_side(self) -> bool {
        matches!(self, Self::Bar | Self::Border | Self::Pipe | Self::Gutter)
    }
}

/// The longest name of a service or logger.
const MAX_NAME: usize = 64;
/// How far a prefix may be indented.
const MAX_INDENT: usize = 24;

/// The prefix of a line, and how long it is.
pub(super) fn prefix(line: &[u8]) -> (Mark, usize) {
    if let Some(b'"' | b'{' | b'}' | b',' | b'(') = line.first() {
        return (Mark::Bare, 0);
    }
    let indent = line.iter().take(MAX_INDENT).take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let rest = &line[indent..];
    let found = match rest {
        [] => return (Mark::Blank, 0),
        [b'>', ..] => Some((Mark::Quote, quote(rest))),
        [b'#', ..] => step(rest).or_else(|| comment(rest, 1)),
        [b'/', b'/', ..] | [b';', b';', ..] | [b'-', b'-', ..] => comment(rest, 2),
        [b'R', b'E', b'M', ..] => comment(rest, 3),
        [b'*', ..] if indent > 0 => star(rest),
        [b'n', b'p', b'm', b' ', ..] => npm(rest),
        [0xE2, ..] => side(rest),
        [b'|', ..] => after_sign(rest, 1).map(|length| (Mark::Pipe, length)),
        [b'+', b'-' | b'=', ..] => rest.iter().all(|sign| matches!(sign, b'+' | b'-' | b'=' | b' ')).then_some((Mark::Border, rest.len())),
        [b'0'..=b'9', ..] => gutter(rest).or_else(|| stamp(rest)).or_else(|| logs::head(rest)),
        [b'[', b'p', b'o', b'd', b'/', ..] => pod(rest),
        [b'[' | b'<', ..] => logs::head(rest),
        [b'A'..=b'Z' | b'a'..=b'z', ..] => service(rest).or_else(|| logs::head(rest)),
        [byte, ..] if byte.is_ascii_whitespace() && rest.trim_ascii().is_empty() => return (Mark::Blank, 0),
        _ => None,
    };
    found.map_or((Mark::Bare, 0), |(mark, length)| (mark, indent + length))
}

/// The length of a sign with the space behind it; only if one, or the end of the line, is there.
fn after_sign(rest: &[u8], length: usize) -> Option<usize> {
    match rest.get(length) {
        None => Some(length),
        Some(b' ' | b'\t') => Some(length + 1),
        _ => None,
    }
}

fn quote(rest: &[u8]) -> usize {
    let mut at = 0;
    while rest.get(at) == Some(&b'>') {
        at += 1;
        // A space belongs to the mark; a second one only if it leads to the next mark.
        let spaces = rest[at..].iter().take(3).take_while(|byte| **byte == b' ').count();
        at += if rest.get(at + spaces) == Some(&b'>') { spaces } else { spaces.min(1) };
    }
    at
}

fn comment(rest: &[u8], length: usize) -> Option<(Mark, usize)> {
    after_sign(rest, length).map(|length| (Mark::Comment(rest[0]), length))
}

fn star(rest: &[u8]) -> Option<(Mark, usize)> {
    after_sign(rest, 1).map(|length| (Mark::Star, length))
}

fn npm(rest: &[u8]) -> Option<(Mark, usize)> {
    let word = [b"npm ERR!", b"npm err!"].into_iter().find(|word| rest.starts_with(*word)).map(|word| word.len());
    let length = word.or_else(|| rest.starts_with(b"npm error").then_some(9))?;
    after_sign(rest, length).map(|length| (Mark::Npm, length))
}

/// `#12 0.345 `.
fn step(rest: &[u8]) -> Option<(Mark, usize)> {
    let number = digits(&rest[1..])?;
    let after = rest.get(1 + number..)?.strip_prefix(b" ")?;
    let seconds = digits(after)?;
    let fraction = digits(after.get(seconds..)?.strip_prefix(b".")?)?;
    after_sign(rest, number + seconds + fraction + 3).map(|length| (Mark::Step, length))
}

/// The sides of boxes drawn with lines.
fn side(rest: &[u8]) -> Option<(Mark, usize)> {
    match rest.get(..3)? {
        [0xE2, 0x94, 0x82 | 0x83] | [0xE2, 0x95, 0x91] => Some((Mark::Bar, 3 + usize::from(rest.get(3) == Some(&b' ')))),
        // ╷ ╵ ╭ ╰ ┌ └ ╔ ╚ ┏ ┗
        [0xE2, 0x95, 0xB7 | 0xB5 | 0xAD | 0xB0 | 0x94 | 0x9A] | [0xE2, 0x94, 0x8C | 0x94 | 0x8F | 0x97] => {
            is_border(rest).then_some((Mark::Border, rest.len()))
        }
        _ => None,
    }
}

/// Whether a line of a box ends as it begins: `╰─▶ cause` is no border.
fn is_border(rest: &[u8]) -> bool {
    let rest = rest.trim_ascii_end();
    // ╷ ╵ alone, or anything up to ╮ ╯ ┐ ┘ ╗ ╝ ┓ ┛ ─ ━ ═
    rest.len() == 3
        || matches!(
            rest[rest.len() - 3..],
            [0xE2, 0x95, 0xAE | 0xAF | 0x97 | 0x9D | 0x90] | [0xE2, 0x94, 0x90 | 0x98 | 0x93 | 0x9B | 0x80 | 0x81]
        )
}

/// `12 | ` or `12 │ `.
fn gutter(rest: &[u8]) -> Option<(Mark, usize)> {
    let number = digits(rest).filter(|length| *length < 7)?;
    let spaces = rest[number..].iter().take(3).take_while(|byte| **byte == b' ').count();
    let after = &rest[number + spaces..];
    let bar = if after.starts_with("│".as_bytes()) { 3 } else { usize::from(after.starts_with(b"|")) };
    let length = after_sign(rest, number + spaces + bar)?;
    (spaces > 0 && bar > 0).then_some((Mark::Gutter, length))
}

/// `2024-01-01T00:00:00.0000000Z `: seven digits of a second.
fn stamp(rest: &[u8]) -> Option<(Mark, usize)> {
    const FORM: &[u8] = b"0000-00-00T00:00:00.0000000Z";
    let fits = |(sign, form): (&u8, &u8)| if *form == b'0' { sign.is_ascii_digit() } else { sign == form };
    let stamped = rest.len() >= FORM.len() && rest.iter().zip(FORM).all(fits);
    if stamped { after_sign(rest, FORM.len()).map(|length| (Mark::Stamp, length)) } else { None }
}

fn pod(rest: &[u8]) -> Option<(Mark, usize)> {
    let end = rest.iter().take(4 * MAX_NAME).position(|byte| matches!(byte, b']' | b' '))?;
    if rest[end] == b']' { after_sign(rest, end + 1).map(|length| (Mark::Pod, length)) } else { None }
}

/// `service-1  | `.
fn service(rest: &[u8]) -> Option<(Mark, usize)> {
    let name = name(rest)?;
    let spaces = rest[name..].iter().take(MAX_NAME).take_while(|byte| **byte == b' ').count();
    let bar = name + spaces;
    // Two spaces, as a table of two columns has one.
    let padded = spaces > 1 || spaces > 0 && rest[name - 1].is_ascii_digit();
    if padded && rest.get(bar) == Some(&b'|') { after_sign(rest, bar + 1).map(|length| (Mark::Service, length)) } else { None }
}

/// The length of a name, at the start.
pub(super) fn name(rest: &[u8]) -> Option<usize> {
    let is_part = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-' | b'/' | b'$' | b'@');
    Some(rest.iter().take(MAX_NAME + 1).take_while(is_part).count()).filter(|length| (1..=MAX_NAME).contains(length))
}

/// The number of digits at the start; at least one.
pub(super) fn digits(rest: &[u8]) -> Option<usize> {
    Some(rest.iter().take(20).take_while(|byte| byte.is_ascii_digit()).count()).filter(|length| *length > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, mark: Mark, text: &str) {
        let (found, length) = prefix(line.as_bytes());
        assert_eq!((found, &line[length..]), (mark, text), "for {line}");
    }

    #[test]
    fn prefixes_are_told_apart() {
        check("  > > > a", Mark::Quote, "a");
        check(">  a", Mark::Quote, " a");
        check("# a", Mark::Comment(b'#'), "a");
        check("#a", Mark::Bare, "#a");
        check("#12 0.345  a", Mark::Step, " a");
        check("// a", Mark::Comment(b'/'), "a");
        check("http://a", Mark::Bare, "http://a");
        check("--", Mark::Comment(b'-'), "");
        check("--flag", Mark::Bare, "--flag");
        check(" * a", Mark::Star, "a");
        check("* a", Mark::Bare, "* a");
        check("npm ERR! a", Mark::Npm, "a");
        check("npm error", Mark::Npm, "");
        check("│   a", Mark::Bar, "  a");
        check("╭─ Error ─╮", Mark::Border, "");
        check("╰─▶ cause", Mark::Bare, "╰─▶ cause");
        check("4 |   let", Mark::Gutter, "  let");
        check("web-1  | a", Mark::Service, "a");
        check("2024-01-01T00:00:00.1234567Z a", Mark::Stamp, "a");
        check("[pod/x/y] a", Mark::Pod, "a");
        check("   ", Mark::Blank, "   ");
    }
}
