//! Lines taken together: blocks with one kind of prefix, which is left out, and the lines of paragraphs that were wrapped.

use memchr::memchr_iter;

use super::boxes;
use super::flow::Flow;
use super::pieces::{Builder, Plain};
use super::prefix::{Mark, prefix};
use super::wrap::{self, Join, Reading, Row, Setting};
use crate::span::Span;

/// A line, and what is to be done with it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// All of it, without its line end.
    pub(super) span: Span,
    pub(super) mark: Mark,
    /// Its text, without a prefix. Empty in a line that is left out.
    pub(super) text: Span,
    /// Whether it is left out, with its line end.
    pub(super) dropped: bool,
}

/// A text whose lines were taken together.
#[derive(Debug)]
pub(super) struct Joined {
    pub(super) plain: Plain,
    /// Whether there may be more prefixes behind those that were left out.
    pub(super) opened: bool,
    /// Whether another [`Reading`] may make another text of it.
    pub(super) undecided: bool,
}

/// Leaves out the prefixes of blocks, one level of them, and undoes hard wraps.
pub(super) fn join(text: &str, reading: Reading) -> Joined {
    let builder = Builder::new(text);
    let mut blocks = Blocks { text, reading, builder, lines: Vec::new(), marked: 0, opened: false, undecided: false };
    let mut start = 0;
    for end in memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        blocks.line(Span::new(start, end));
        start = end + 1;
    }
    blocks.finish()
}

/// The shortest line that may have been cut, in bytes; a sign of one column has up to four.
const MIN_CUT: usize = wrap::MIN_WIDTH;

/// Collects lines of one block, and writes them when it ends.
struct Blocks<'t> {
    text: &'t str,
    reading: Reading,
    builder: Builder<'t>,
    /// The block. Lines that are only kept are not collected.
    lines: Vec<Line>,
    /// How many of them have a prefix.
    marked: usize,
    /// Whether a block was freed of its prefixes, which may have hidden others.
    opened: bool,
    /// Whether a paragraph may be read in another way.
    undecided: bool,
}

impl Blocks<'_> {
    fn line(&mut self, span: Span) {
        let bytes = &self.text.as_bytes()[span.start..span.end];
        let (mark, length) = prefix(bytes);
        let line = Line { span, mark, text: Span::new(span.start + length, span.end), dropped: false };
        match mark {
            Mark::Bare => self.bare(line),
            Mark::Blank if self.marked > 0 => self.lines.push(line),
            Mark::Blank => self.flush(),
            Mark::Star if self.marked == 0 && !self.opens_comment(span.start) => self.bare(line),
            _ => self.marked(line),
        }
    }

    /// Whether the line before opened a comment in blocks.
    fn opens_comment(&self, start: usize) -> bool {
        let before = &self.text[..start.saturating_sub(1)];
        let line = &before[memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |end| end + 1)..];
        line.trim_start().starts_with("/*")
    }

    fn marked(&mut self, line: Line) {
        let goes_with =
            self.lines.iter().rev().find(|before| before.mark != Mark::Blank).is_some_and(|before| before.mark.goes_with(line.mark));
        if self.marked == 0 || !goes_with {
            self.flush();
        }
        self.marked += 1;
        self.lines.push(line);
    }

    /// A line without a prefix is only of interest if it is so long that it may have been cut, or comes after such a line.
    fn bare(&mut self, line: Line) {
        if self.lines.is_empty() && line.span.len() < MIN_CUT {
            return;
        }
        if self.marked > 0 {
            self.flush();
        }
        let bytes = self.text.as_bytes();
        let line = Line { mark: Mark::Bare, text: line.span, ..line };
        let long = (MIN_CUT..=wrap::MAX_BYTES).contains(&line.span.len());
        // Lines that start alike are records, none is the rest of the one before.
        if self
            .lines
            .last()
            .is_some_and(|last| bytes.get(last.span.start..last.span.start + 3) == bytes.get(line.span.start..line.span.start + 3))
        {
            self.flush();
        }
        if long || !self.lines.is_empty() {
            self.lines.push(line);
        }
        if !long {
            self.flush();
        }
    }

    fn finish(mut self) -> Joined {
        self.flush();
        self.builder.keep_to(self.text.len());
        Joined { plain: self.builder.finish(), opened: self.opened, undecided: self.undecided }
    }

    /// Decides about a block and writes it.
    fn flush(&mut self) {
        if self.lines.is_empty() {
            return;
        }
        let mut lines = std::mem::take(&mut self.lines);
        let marked = std::mem::take(&mut self.marked);
        // Blank lines at the end are not of the block.
        while lines.last().is_some_and(|line| line.mark == Mark::Blank) {
            lines.pop();
        }
        match lines.first().map(|line| line.mark) {
            Some(Mark::Bare) => self.wrapped(&lines, Setting::Bare),
            Some(Mark::Log(_)) => {
                continued(self.text, &mut lines);
                self.write(&lines, &[]);
            }
            Some(mark) if mark.is_side() => {
                let opened = boxes::open(self.text, &mut lines);
                self.wrapped(if opened { &lines } else { &[] }, Setting::Box);
            }
            Some(mark) if marked > 1 && is_block(self.text, mark, &lines) => self.wrapped(&lines, setting(mark)),
            _ => {}
        }
        lines.clear();
        self.lines = lines;
    }

    fn wrapped(&mut self, lines: &[Line], setting: Setting) {
        if lines.is_empty() || setting == Setting::Bare && !self.may_be_cut(lines) {
            return;
        }
        let rows: Vec<Row<'_>> = lines
            .iter()
            .map(|line| Row {
                text: line.text.of(self.text),
                width: self.width(line, setting),
                // A line that is not there parts paragraphs as an empty one does.
                apart: line.dropped,
            })
            .collect();
        let (joins, undecided) = if setting == Setting::None { Default::default() } else { wrap::joins(&rows, setting, self.reading) };
        self.undecided |= undecided;
        if setting != Setting::Bare || joins.iter().any(|join| *join != Join::Keep) {
            self.opened |= setting != Setting::Bare;
            self.write(lines, &joins);
        }
    }

    /// The columns of a line. A box or quote that was indented as a whole had its width before that.
    fn width(&self, line: &Line, setting: Setting) -> usize {
        let printed = Span::new(line.span.start, line.text.end.max(line.span.start)).of(self.text);
        wrap::width(if setting == Setting::Bare { printed } else { printed.trim_start() })
    }

    /// Whether lines without a prefix are worth a closer look: some are equally long, or one is as wide as terminals are.
    fn may_be_cut(&self, lines: &[Line]) -> bool {
        let Some((_, full)) = lines.split_last() else { return false };
        let widest = full.iter().map(|line| line.span.len()).max().unwrap_or(0);
        let equal = full.iter().filter(|line| line.span.len() == widest).count();
        // Bytes are no columns where a sign has several.
        equal > 1 || equal == 1 && wrap::is_known(widest) || lines.iter().any(|line| !line.span.of(self.text).is_ascii())
    }

    fn write(&mut self, lines: &[Line], joins: &[Join]) {
        for (index, line) in lines.iter().enumerate() {
            if line.dropped {
                self.builder.keep_to(line.span.start);
                self.builder.skip(Span::new(line.span.start, self.text.len().min(line.span.end + 1)));
                continue;
            }
            if self.builder.at() < line.span.start {
                self.builder.keep_to(line.span.start);
            }
            self.builder.keep(line.text);
            self.builder.skip(Span::new(line.text.end, line.span.end));
            let next = lines.get(index + 1).map_or(line.span.end, |next| next.text.start);
            match joins.get(index).unwrap_or(&Join::Keep) {
                Join::Keep => {}
                Join::Glue => self.builder.skip(Span::new(line.span.end, next)),
                Join::Space => self.builder.replace(Span::new(line.span.end, next), " "),
            }
        }
    }
}

/// How the lines behind a prefix may have been wrapped.
fn setting(mark: Mark) -> Setting {
    match mark {
        Mark::Quote | Mark::Comment(_) | Mark::Star | Mark::Npm => Setting::Quote,
        _ => Setting::None,
    }
}

/// Whether lines with a mark are a block of it, and not by chance alike.
fn is_block(text: &str, mark: Mark, lines: &[Line]) -> bool {
    let adjacent = || lines.windows(2).any(|pair| pair[0].mark == mark && pair[1].mark == mark);
    match mark {
        Mark::Quote => true,
        // One service has several lines, and all bars stand in one column.
        Mark::Service => {
            let heads = || {
                lines.iter().filter(|line| line.mark == mark).map(|line| Span::new(line.span.start, line.text.start).of(text).trim_end())
            };
            let same_width = |head: &str| head.len() == heads().next().map_or(0, str::len);
            adjacent() && heads().all(same_width) && heads().zip(heads().skip(1)).any(|(one, next)| one == next)
        }
        _ => adjacent(),
    }
}

/// Keeps the heads of log lines, but for those that go on with what a line before began.
fn continued(text: &str, lines: &mut [Line]) {
    let mut flow = Flow::new();
    for line in lines {
        if line.mark == Mark::Blank || !flow.goes_on(line.text.of(text)) {
            line.text = line.span;
        }
    }
}
