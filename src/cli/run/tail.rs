//! [`Tail`]: the end of what a command printed, within a limit.

use std::collections::VecDeque;

use memchr::{memchr, memrchr};

/// How far the end of a word is looked for.
const LONGEST_WORD: usize = 4096;

/// What a command can print to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    /// The standard output.
    Output,
    /// The standard error.
    Errors,
}

/// The last lines of both streams, in the order in which they were ended. A line is not torn by one of the other stream: a body that
/// arrives in pieces beside a progress meter stays readable.
#[derive(Debug)]
pub(super) struct Tail {
    limit: usize,
    /// Whole lines.
    lines: VecDeque<u8>,
    /// What each stream has printed of a line that has no end yet.
    open: [VecDeque<u8>; 2],
    last: Option<u8>,
}

impl Tail {
    /// An empty one, that keeps so many bytes at most.
    pub(super) const fn new(limit: usize) -> Self {
        Self { limit, lines: VecDeque::new(), open: [VecDeque::new(), VecDeque::new()], last: None }
    }

    /// Adds what arrived on a stream.
    pub(super) fn push(&mut self, stream: Stream, bytes: &[u8]) {
        let open = &mut self.open[stream as usize];
        let rest = match memrchr(b'\n', bytes) {
            Some(end) => {
                self.lines.append(open);
                self.lines.extend(&bytes[..=end]);
                &bytes[end + 1..]
            }
            None => bytes,
        };
        open.extend(rest);
        self.last = bytes.last().copied().or(self.last);
        self.trim();
    }

    /// Whether the last that was printed is a line without an end, so that the cursor stands in it.
    pub(super) fn is_mid_line(&self) -> bool {
        self.last.is_some_and(|last| last != b'\n')
    }

    /// All that is remembered.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        let mut text = Vec::from(self.lines);
        for open in self.open.iter().filter(|open| !open.is_empty()) {
            if text.last().is_some_and(|last| *last != b'\n') {
                text.push(b'\n');
            }
            text.extend(open);
        }
        text
    }

    /// Forgets the oldest that is too much. Whole lines: the rest of a line might be a secret whose name is gone.
    fn trim(&mut self) {
        let excess = self.len().saturating_sub(self.limit);
        if excess == 0 {
            return;
        }
        forget(&mut self.lines, excess, self.limit);
        let excess = self.len().saturating_sub(self.limit);
        if excess > 0 {
            let longest = usize::from(self.open[1].len() > self.open[0].len());
            forget_words(&mut self.open[longest], excess, self.limit);
        }
    }

    fn len(&self) -> usize {
        self.lines.len() + self.open[0].len() + self.open[1].len()
    }
}

/// Takes away the first `count` bytes, and what is left of their last line.
fn forget(text: &mut VecDeque<u8>, count: usize, limit: usize) {
    if count >= text.len() {
        text.clear();
    } else if text[count - 1] == b'\n' {
        text.drain(..count);
    } else {
        match first_line_end(text, count) {
            // Whether the end of so long a line has arrived, too, makes no difference.
            end if end - count > limit / 2 => forget_words(text, count, limit),
            end => drop(text.drain(..end)),
        }
    }
}

/// Takes away the first `count` bytes of a line that fills most of the room. Its end may be the error; so the end of a word must do, and
/// some more is forgotten at once to do this seldom.
fn forget_words(line: &mut VecDeque<u8>, count: usize, limit: usize) {
    let count = count + limit / 8;
    if count >= line.len() {
        line.clear();
        return;
    }
    let is_end = |byte: &u8| b" \r\n,;".contains(byte);
    let rest = if is_end(&line[count - 1]) { None } else { line.range(count..).take(LONGEST_WORD).position(is_end) };
    line.drain(..rest.map_or(count, |at| count + at + 1));
}

/// The place after the first line end at or behind an offset.
fn first_line_end(text: &VecDeque<u8>, from: usize) -> usize {
    let (front, back) = text.as_slices();
    let find = |part: &[u8], from: usize| memchr(b'\n', part.get(from..)?).map(|at| from + at + 1);
    let behind = || find(back, from.saturating_sub(front.len())).map(|end| front.len() + end);
    find(front, from).or_else(behind).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(limit: usize, pushes: &[(Stream, &str)], expected: &str) {
        let mut tail = Tail::new(limit);
        for (stream, text) in pushes {
            tail.push(*stream, text.as_bytes());
            assert!(tail.len() <= limit, "{pushes:?}");
        }
        assert_eq!(String::from_utf8(tail.into_bytes()).unwrap(), expected, "{pushes:?}");
    }

    use Stream::{Errors, Output};

    #[test]
    fn lines_stay_whole_and_in_order() {
        check(99, &[(Output, "a\nb"), (Errors, "1\n"), (Output, "c\n"), (Errors, "2\n")], "a\n1\nbc\n2\n");
        check(99, &[(Output, "out"), (Errors, "err")], "out\nerr");
        check(99, &[], "");
        check(99, &[(Output, ""), (Output, "\n\n")], "\n\n");
    }

    #[test]
    fn what_is_too_much_goes_from_the_front_by_lines() {
        check(8, &[(Output, "one\ntwo\nthree\n")], "three\n");
        check(8, &[(Output, "one\n"), (Output, "two\n"), (Errors, "x\n")], "two\nx\n");
        check(8, &[(Output, "one\n"), (Output, "two\n")], "one\ntwo\n");
        check(8, &[(Errors, "early\n"), (Output, "0123456"), (Output, "78")], "2345678");
    }

    #[test]
    fn of_an_endless_line_the_end_stays() {
        let mut tail = Tail::new(1000);
        for _ in 0..500 {
            tail.push(Output, b"progress progress ");
            assert!(tail.len() <= 1000);
        }
        tail.push(Output, b"EQ-2010005");
        let text = String::from_utf8(tail.into_bytes()).unwrap();
        assert!(text.starts_with("progress") && text.ends_with("EQ-2010005") && text.len() > 500, "{text}");
    }

    #[test]
    fn the_end_of_a_very_long_line_stays_however_it_arrives() {
        let line = "0".repeat(3000) + " the end, EQ-2010005, of it\nbye\n";
        for piece in 1..1300 {
            let mut tail = Tail::new(1000);
            for bytes in line.as_bytes().chunks(piece) {
                tail.push(Output, bytes);
                assert!(tail.len() <= 1000);
            }
            let text = String::from_utf8(tail.into_bytes()).unwrap();
            assert!(text.ends_with("EQ-2010005, of it\nbye\n"), "in pieces of {piece}: {text}");
        }
    }

    #[test]
    fn the_last_byte_tells_where_the_cursor_is() {
        let mut tail = Tail::new(9);
        assert!(!tail.is_mid_line());
        tail.push(Errors, b"$ ");
        assert!(tail.is_mid_line());
        tail.push(Output, b"\n");
        assert!(!tail.is_mid_line());
    }
}
