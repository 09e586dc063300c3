//! The text of a YAML scalar as an [`Excerpt`], so that a place in an example, a word of a cause, leads back to the bytes of the file.
//!
//! The scalar is read once more, with places; what comes out must be what the parser read, or there is no excerpt.

use crate::catalog::yaml::Node;
use crate::lint::Excerpt;
use crate::span::Span;

/// The text of a scalar node with the way back to the file; `None` where it is no scalar, or one in a form that is not understood.
pub(super) fn excerpt<'t>(file: &'t str, node: &Node) -> Option<Excerpt<'t>> {
    let meant = node.text()?;
    let raw = node.span.of(file);
    if raw == meant {
        return Some(Excerpt::part(file, node.span));
    }
    if let Some(header) = header(file, node.span.start) {
        let block = Block::read(file, header)?;
        return block.indentations().map(|indentation| block.decode(indentation)).find(|excerpt| excerpt.text() == meant);
    }
    let is_it = |excerpt: &Excerpt<'_>| excerpt.text() == meant;
    match raw.as_bytes().first()? {
        b'\'' => Some(flow(file, within(node.span), Style::Single)).filter(is_it),
        b'"' => Some(flow(file, within(node.span), Style::Double)).filter(is_it),
        _ => Some(flow(file, node.span, Style::Plain)).filter(is_it),
    }
}

/// Where the header of a block scalar (`|-`, `>2 # why`) stands whose text begins at a place; `None` if none ends the line before it.
fn header(file: &str, start: usize) -> Option<usize> {
    let before = &file[..file[..start].rfind('\n')?];
    let is_indentation = file[before.len()..start].trim().is_empty();
    let before = before.trim_end();
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    let line = &before[line_start..];
    let signs = line.split(" #").next().unwrap_or_default().trim_end();
    let at = signs.rfind([' ', '\t']).map_or(0, |blank| blank + 1);
    let is_header = signs[at..].starts_with(['|', '>']) && signs[at + 1..].bytes().all(|byte| matches!(byte, b'+' | b'-' | b'0'..=b'9'));
    (is_indentation && is_header).then_some(line_start + at)
}

fn within(span: Span) -> Span {
    Span::new(span.start + 1, span.end.saturating_sub(1).max(span.start + 1))
}

/// Collects stretches of the file, and what stands for something else.
struct Decoded<'t> {
    file: &'t str,
    excerpt: Excerpt<'t>,
}

impl<'t> Decoded<'t> {
    fn new(file: &'t str) -> Self {
        Self { file, excerpt: Excerpt::joined(file, []) }
    }

    fn keep(&mut self, span: Span) {
        if !span.is_empty() {
            self.excerpt.push(span.of(self.file), span.start);
        }
    }

    fn put(&mut self, text: &str, place: usize) {
        self.excerpt.push(text, place);
    }

    fn breaks(&mut self, count: usize, place: usize) {
        for _ in 0..count {
            self.put("\n", place);
        }
    }
}

/// No catalog is nested deeper than that.
const DEEPEST: usize = 100;

/// A block scalar: `|` keeps its lines, `>` folds them.
struct Block<'t> {
    file: &'t str,
    is_folded: bool,
    chomp: Chomp,
    /// The lines behind the header, without their ends.
    lines: Vec<Span>,
    /// Whether the header says how far the lines are indented, so that the first line does not.
    is_explicit: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomp {
    /// `-`: no line end at the end.
    Strip,
    /// One.
    Clip,
    /// `+`: all that stand there.
    Keep,
}

impl<'t> Block<'t> {
    fn read(file: &'t str, start: usize) -> Option<Self> {
        let header_end = start + file[start..].find('\n')?;
        let header = &file[start..header_end];
        let signs = header.split('#').next().unwrap_or_default();
        let chomp = match () {
            () if signs.contains('-') => Chomp::Strip,
            () if signs.contains('+') => Chomp::Keep,
            () => Chomp::Clip,
        };
        let mut block = Self {
            file,
            is_folded: header.starts_with('>'),
            chomp,
            lines: Vec::new(),
            is_explicit: signs.contains(|c: char| c.is_ascii_digit()),
        };
        block.collect(header_end + 1, block_indentation(&file[header_end + 1..]));
        Some(block)
    }

    /// The lines that are blank or indented at least as far as the first.
    fn collect(&mut self, from: usize, first: usize) {
        let least = if self.is_explicit { 1 } else { first.max(1) };
        let mut at = from;
        for line in self.file[from..].split_inclusive('\n') {
            let content = line.trim_end_matches(['\n', '\r']);
            if !content.trim().is_empty() && indentation(content) < least {
                break;
            }
            self.lines.push(Span::new(at, at + content.len()));
            at += line.len();
        }
    }

    fn indentations(&self) -> impl Iterator<Item = usize> + use<> {
        let blocks = self.lines.iter().map(|line| line.of(self.file)).find(|line| !line.trim().is_empty());
        let first = blocks.map_or(0, indentation);
        if self.is_explicit { 1..first.min(DEEPEST) + 1 } else { first..first + 1 }
    }

    fn decode(&self, indentation: usize) -> Excerpt<'t> {
        let mut out = Decoded::new(self.file);
        let content = |line: &Span| Span::new((line.start + indentation).min(line.end), line.end);
        let lines: Vec<Span> = self.lines.iter().map(content).collect();
        let last = lines.iter().rposition(|line| !line.is_empty());
        let text = last.map_or(0, |last| last + 1);
        if self.is_folded {
            self.fold(&lines[..text], &mut out);
        } else {
            literal(&lines[..text], &mut out);
        }
        let end = lines.get(text.wrapping_sub(1)).map_or(0, |line| line.end);
        match self.chomp {
            Chomp::Strip => {}
            Chomp::Clip => out.breaks(usize::from(text > 0), end),
            Chomp::Keep => out.breaks(lines.len() - text + usize::from(text > 0), end),
        }
        out.excerpt
    }

    /// Lines that begin at the margin are joined by a blank, or by as many line ends as empty lines are between them.
    fn fold(&self, lines: &[Span], out: &mut Decoded<'t>) {
        let is_margin = |line: Span| !line.of(self.file).starts_with([' ', '\t']);
        let mut before: Option<Span> = None;
        let mut empty = 0;
        for &line in lines {
            if line.is_empty() {
                empty += 1;
                continue;
            }
            match before {
                None => out.breaks(empty, line.start),
                Some(last) if is_margin(last) && is_margin(line) && empty == 0 => out.put(" ", last.end),
                Some(last) => out.breaks(empty + usize::from(!is_margin(last) || !is_margin(line)), last.end),
            }
            out.keep(line);
            (before, empty) = (Some(line), 0);
        }
    }
}

fn literal(lines: &[Span], out: &mut Decoded<'_>) {
    for (index, &line) in lines.iter().enumerate() {
        out.keep(line);
        out.breaks(usize::from(index + 1 < lines.len()), line.end);
    }
}

/// How far the first line is indented that is not blank.
fn block_indentation(text: &str) -> usize {
    text.lines().find(|line| !line.trim().is_empty()).map_or(0, indentation)
}

fn indentation(line: &str) -> usize {
    line.bytes().take_while(|&byte| byte == b' ').count()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Single,
    Double,
}

/// A scalar in quotes, or without: line ends are folded.
fn flow(file: &str, span: Span, style: Style) -> Excerpt<'_> {
    let mut out = Decoded::new(file);
    let bytes = file.as_bytes();
    let mut kept = span.start;
    let mut at = span.start;
    while at < span.end {
        let run = bytes[at..span.end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let escape = match style {
            Style::Double => bytes[at] == b'\\',
            Style::Single => bytes[at] == b'\'',
            Style::Plain => false,
        };
        if run > 0 {
            let count = memchr::memchr_iter(b'\n', &bytes[at..at + run]).count();
            if count > 0 {
                out.keep(Span::new(kept, at));
                if count == 1 {
                    out.put(" ", at);
                } else {
                    out.breaks(count - 1, at);
                }
                kept = at + run;
            }
            at += run;
        } else if escape {
            out.keep(Span::new(kept, at));
            at += if style == Style::Single { quote(&mut out, at) } else { escaped(file, at, &mut out) };
            kept = at;
        } else {
            at += 1;
        }
    }
    out.keep(Span::new(kept, span.end.max(kept)));
    out.excerpt
}

/// Two quotes are one.
fn quote(out: &mut Decoded<'_>, at: usize) -> usize {
    out.put("'", at);
    2
}

/// An escape in double quotes; how many bytes it takes. What is none gives a text that the parser did not read.
fn escaped(file: &str, at: usize, out: &mut Decoded<'_>) -> usize {
    let rest = &file[at + 1..];
    let Some(sign) = rest.chars().next() else { return 1 };
    let digits = match sign {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => 0,
    };
    if digits > 0 {
        let number = rest.get(1..=digits).and_then(|digits| u32::from_str_radix(digits, 16).ok());
        out.put(number.and_then(char::from_u32).unwrap_or(sign).encode_utf8(&mut [0; 4]), at);
        return 2 + digits;
    }
    if matches!(sign, '\n' | '\r') {
        // The line goes on without a blank.
        return 1 + rest.len() - rest.trim_start().len();
    }
    let meant = match sign {
        '0' => '\0',
        'a' => '\u{7}',
        'b' => '\u{8}',
        't' => '\t',
        'n' => '\n',
        'v' => '\u{b}',
        'f' => '\u{c}',
        'r' => '\r',
        'e' => '\u{1b}',
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        other => other,
    };
    out.put(meant.encode_utf8(&mut [0; 4]), at);
    1 + sign.len_utf8()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::yaml;

    /// The place of a word in the text of a scalar, found in the file.
    fn check(file: &str, word: &str) {
        let (root, problems) = yaml::parse(file);
        assert!(problems.is_empty(), "{file}: {problems:?}");
        let node = root.unwrap().get("a").unwrap().1.clone();
        let excerpt = excerpt(file, &node).unwrap_or_else(|| panic!("{file:?}: read as {:?} at {:?}", node.text(), node.span));
        let at = excerpt.text().find(word).unwrap();
        assert_eq!(excerpt.span(Span::new(at, at + word.len())).of(file), word, "{file}");
    }

    #[test]
    fn words_are_found_in_scalars_of_all_styles() {
        for file in [
            "a: one word\n",
            "a: one\n  word\n\n  more\nb: 1\n",
            "a: 'it''s a\n  word'\n",
            "a: \"tab\\t\\u00e4 \\\"word\\\" on\\\n  end\n\n\n  more\"\n",
            "a: |\n  one\n    word\n\n  more\n\nb: 1\n",
            "a: |-\n  one\n  word\n",
            "a: |+\n  one\n  word\n\n\nb: 1\n",
            "a: |2\n    one\n  word\n",
            "a: >-  # why\n  one\n  two\n\n  word\n    kept\n  more\nb: 1\n",
            "a: >\n\n  one\n\n\n  word\n",
            "a: |\r\n  one\r\n  word\r\nb: 1\r\n",
            "a: |\n  ä — word\nb: |\n  c\n",
            "a: >\n  word",
            "a: |\n  word",
        ] {
            check(file, "word");
        }
    }
}
