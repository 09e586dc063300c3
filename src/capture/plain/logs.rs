//! The heads of log lines: time, level, logger. They are only taken from lines that go on with what the line before began.

use super::prefix::{Mark, digits, name};

/// The longest head that is looked at.
const MAX_HEAD: usize = 256;

/// The head at the start of a line.
pub(super) fn head(line: &[u8]) -> Option<(Mark, usize)> {
    let line = &line[..line.len().min(MAX_HEAD)];
    let mut head = Head { line, at: 0, kind: 1 << 7, sure: false, version: false };
    match line.first()? {
        b'0'..=b'9' | b'<' | b'[' => {}
        b'A'..=b'Z' if is_lettered(line) => {}
        _ => return None,
    }
    head.read();
    (head.sure && head.at > 0).then_some((Mark::Log(head.kind), head.at))
}

/// Whether a line that starts with a letter can start with a head: of klog, with a month, or with `INFO[`.
fn is_lettered(line: &[u8]) -> bool {
    line.get(1).is_some_and(u8::is_ascii_digit) || line[..line.len().min(9)].contains(&b'[') || month(line).is_some()
}

/// Reads a head part by part.
struct Head<'l> {
    line: &'l [u8],
    at: usize,
    /// What parts it has, mixed into one number.
    kind: u32,
    /// Whether what was read can be nothing but the head of a log line.
    sure: bool,
    /// Whether it is the later form of syslog, with a version.
    version: bool,
}

impl Head<'_> {
    fn read(&mut self) {
        if self.klog() {
            return;
        }
        self.syslog_start();
        let timed = self.time();
        self.sure = timed;
        if timed && self.host() {
            return;
        }
        let mut parts = 0;
        while parts < 8 && (self.group() || self.level() || self.number() || self.dashes()) {
            parts += 1;
        }
        // A bracket alone starts a list as well.
        self.sure |= parts > 1 || parts == 1 && self.kind & LEVEL != 0;
        if self.sure {
            self.logger();
        }
    }

    fn rest(&self) -> &[u8] {
        &self.line[self.at..]
    }

    /// Takes a part and the white space behind it.
    fn take(&mut self, length: usize, kind: u32) -> bool {
        self.at += length;
        self.kind = self.kind.wrapping_mul(31).wrapping_add(kind << 8) | self.kind & LEVEL | kind & LEVEL;
        let space = match self.rest() {
            // What is indented behind a colon is the text.
            [b' ', ..] if kind == LOGGER => 1,
            rest => rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count(),
        };
        self.at += space;
        true
    }

    /// `E1218 12:00:00.123456       1 file.go:12] `
    fn klog(&mut self) -> bool {
        let [b'I' | b'W' | b'E' | b'F' | b'D', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b' ', ..] = self.line else {
            return false;
        };
        let Some(end) = self.line.windows(2).position(|pair| pair == b"] " || pair == b"]\n") else { return false };
        self.sure = true;
        self.at = end + 2;
        self.kind = 1 << 6;
        true
    }

    /// `347 <158>1 `: the count of octets, the priority and the version, each of which may be missing.
    fn syslog_start(&mut self) {
        let count = match digits(self.line) {
            Some(length) if self.line.get(length..length + 2) == Some(b" <") => length + 1,
            _ => 0,
        };
        let Some(rest) = self.line[count..].strip_prefix(b"<") else { return };
        let Some(priority) = digits(rest).filter(|length| *length <= 3 && rest.get(*length) == Some(&b'>')) else { return };
        self.at = count + priority + 2;
        let version = digits(self.rest()).filter(|length| self.rest().get(*length) == Some(&b' '));
        self.version = version.is_some();
        self.at += version.map_or(0, |length| length + 1);
    }

    /// A date and a time, or only a time, with brackets around or not.
    fn time(&mut self) -> bool {
        let bracket = usize::from(self.rest().first() == Some(&b'['));
        let rest = &self.rest()[bracket..];
        let start = date(rest).or_else(|| month(rest)).unwrap_or(0);
        let [b'0'..=b'9', b'0'..=b'9', b':', b'0'..=b'9', b'0'..=b'9', b':', b'0'..=b'9', ..] = rest[start..] else { return false };
        let end = start + rest[start..].iter().position(|byte| matches!(byte, b' ' | b']' | b'\t')).unwrap_or(rest.len() - start);
        let close = usize::from(bracket == 1 && rest.get(end) == Some(&b']'));
        bracket == close && end < 48 && self.take(bracket + end + close, TIME)
    }

    /// `host unit[123]: ` of syslog, `host app procid msgid - ` of its later form, `app[web.1]: ` of Heroku.
    fn host(&mut self) -> bool {
        let rest = self.rest();
        let Some(first) = name(rest) else { return false };
        let tagged = |from: usize| {
            let rest = rest.get(from..)?;
            let tag = name(rest)?;
            let close = rest.get(tag..)?.strip_prefix(b"[")?.iter().take(40).position(|byte| *byte == b']')?;
            (rest.get(tag + close + 2) == Some(&b':')).then_some(from + tag + close + 3)
        };
        let later = || {
            let mut at = first;
            for _ in 0..3 {
                at += 1 + rest.get(at..)?.strip_prefix(b" ")?.iter().take(64).position(|byte| *byte == b' ')?;
            }
            // Structured data, if there is any, holds keys and values: it stays.
            Some(at + if rest.get(at..)?.starts_with(b" - ") { 2 } else { 0 })
        };
        let Some(length) = tagged(0).or_else(|| tagged(first + 1)).or_else(|| if self.version { later() } else { None }) else {
            return false;
        };
        self.take(length, LOGGER)
    }

    /// `[thread]`, `[component]`, `[0165]`.
    fn group(&mut self) -> bool {
        let Some(inner) = self.rest().strip_prefix(b"[") else { return false };
        let Some(length) = inner.iter().take(64).position(|byte| matches!(byte, b']' | b'"' | b'{')) else { return false };
        if inner[length] != b']' || length == 0 || inner[..length].iter().all(|byte| matches!(byte, b' ' | b',')) {
            return false;
        }
        let kind = if is_level(inner[..length].trim_ascii()) { LEVEL } else { GROUP };
        self.take(length + 2, kind)
    }

    /// `WARN`, `ERROR:`, `INFO[0165]`.
    fn level(&mut self) -> bool {
        let rest = self.rest();
        let length = rest.iter().take(9).take_while(|byte| byte.is_ascii_alphabetic()).count();
        if !is_level(&rest[..length]) {
            return false;
        }
        match rest.get(length) {
            Some(b' ' | b'\t') if self.sure => self.take(length, LEVEL),
            Some(b'[') if digits(&rest[length + 1..]).is_some_and(|number| rest.get(length + number + 1) == Some(&b']')) => {
                self.take(length, LEVEL)
            }
            _ => false,
        }
    }

    fn number(&mut self) -> bool {
        let Some(length) = digits(self.rest()) else { return false };
        self.sure && matches!(self.rest().get(length), Some(b' ')) && self.take(length, NUMBER)
    }

    fn dashes(&mut self) -> bool {
        let length = self.rest().iter().take(4).take_while(|byte| **byte == b'-').count();
        self.sure && (length == 3 || length == 1) && self.rest().get(length) == Some(&b' ') && self.take(length, NUMBER)
    }

    /// `provider.terraform-provider-x_v1.30.0: `, `o.h.SqlExceptionHelper   : `: a name that no key has.
    fn logger(&mut self) {
        let rest = self.rest();
        let Some(length) = name(rest) else { return };
        let spaces = rest[length..].iter().take(64).take_while(|byte| **byte == b' ').count();
        let dotted = rest[..length].iter().any(|byte| matches!(byte, b'.' | b'/'));
        let ends = match rest.get(length + spaces..) {
            Some([b':'] | [b':', b' ', ..]) => true,
            Some([b'-', b' ', ..]) => spaces > 0,
            _ => false,
        };
        if ends && (dotted || spaces > 1) {
            let mix = rest[..length].iter().fold(0_u32, |mix, byte| mix.wrapping_mul(31).wrapping_add(u32::from(*byte)));
            self.kind ^= mix << 8;
            self.take(length + spaces + 1, LOGGER);
        }
    }
}

const LEVEL: u32 = 1;
const TIME: u32 = 2;
const GROUP: u32 = 4;
const NUMBER: u32 = 6;
const LOGGER: u32 = 8;

fn is_level(word: &[u8]) -> bool {
    const LEVELS: [&[u8]; 16] = [
        b"trace",
        b"debug",
        b"info",
        b"warn",
        b"warning",
        b"error",
        b"fatal",
        b"notice",
        b"critical",
        b"severe",
        b"debu",
        b"erro",
        b"fata",
        b"panic",
        b"alert",
        b"emerg",
    ];
    (4..=8).contains(&word.len())
        && word[0].is_ascii_alphabetic()
        && LEVELS.iter().any(|level| level[0] == word[0] | 0x20 && word.eq_ignore_ascii_case(level))
}

/// `2024-03-05T`: the length of a date with what parts it from the time.
fn date(rest: &[u8]) -> Option<usize> {
    let [
        b'0'..=b'9',
        b'0'..=b'9',
        b'0'..=b'9',
        b'0'..=b'9',
        b'-' | b'/',
        b'0'..=b'9',
        b'0'..=b'9',
        b'-' | b'/',
        b'0'..=b'9',
        b'0'..=b'9',
        b'T' | b' ',
        ..,
    ] = rest
    else {
        return None;
    };
    Some(11)
}

/// `Mar 21 `: the length of a month and a day.
fn month(rest: &[u8]) -> Option<usize> {
    const MONTHS: [&[u8]; 12] = [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
    let known = rest.get(3) == Some(&b' ') && MONTHS.iter().any(|month| rest.starts_with(month));
    if !known {
        return None;
    }
    let spaces = usize::from(rest.get(4) == Some(&b' '));
    let day = digits(rest.get(4 + spaces..)?)?;
    (rest.get(4 + spaces + day) == Some(&b' ')).then_some(5 + spaces + day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, text: &str) {
        let length = head(line.as_bytes()).map_or(0, |(_, length)| length);
        assert_eq!(&line[length..], text, "for {line}");
    }

    #[test]
    fn heads_end_where_the_text_starts() {
        check("2024-03-05T10:11:12.123+0100 [DEBUG] provider.terraform-provider-x_v1.30.0: {", "{");
        check("2024-03-05T10:11:12.123+0100 [DEBUG] provider.terraform-provider-x_v1.30.0:   \"a\": 1", "  \"a\": 1");
        check("[DEBUG] provider.terraform-provider-x_v1.30.0: {", "{");
        check("E1218 12:00:00.123456       1 file.go:12] {", "{");
        check("Mar 21 06:04:21 host unit[123]: {", "{");
        check("347 <158>1 2019-08-23T09:17:38.458556+00:00 heroku router - - at=error", "at=error");
        check("2018-05-10 15:35:41.807  WARN 22360 --- [nio-1] o.h.Sql   : {", "{");
        check("[2023/11/30 10:08:14] [debug] [filter:x.0] {", "{");
        check("INFO[0165] {", "{");
        check("2024-01-01 12:00:00,123 - my.name - ERROR - {", "ERROR - {");
        check("2024-03-05T10:11:12Z heroku[router]: {", "{");
        check("2024-03-05 10:11:12 code: 5", "code: 5");
        check("[\"a\", 1]", "[\"a\", 1]");
        check("[1, 2]", "[1, 2]");
        check("Error: [x] y", "Error: [x] y");
        check("12:30 noon", "12:30 noon");
        check("Error from server", "Error from server");
    }
}
