//! Printing: data on the standard output, messages on the standard error, colors where they are wanted, and the exit status.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::process::ExitCode;

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use textwrap::core::display_width;

use crate::catalog;
use crate::render::printable;

use super::Color;

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// An entry was found, or all went well.
    Found,
    /// Nothing known was found.
    Nothing,
    /// It could not run.
    Failed,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Found => Self::SUCCESS,
            Status::Nothing => Self::from(1),
            Status::Failed => Self::from(2),
        }
    }
}

/// Whether data goes to a terminal.
pub(super) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Where things are printed.
pub(super) struct Output {
    color: Color,
}

impl Output {
    pub(super) const fn new(color: Color) -> Self {
        Self { color }
    }

    /// Whether addresses may be links: on a terminal that knows them, where colors are wanted.
    pub(super) fn links(&self) -> bool {
        self.color != Color::Never && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout)
    }

    /// Prints data.
    pub(super) fn data(&self, text: &str) -> Result<(), Status> {
        let text = self.colored(text, &io::stdout());
        let mut out = io::stdout().lock();
        self.ended(out.write_all(text.as_bytes()).and_then(|()| out.flush()), "cannot write")
    }

    /// Prints rows of cells with tabs between: as they are for programs, in columns on a terminal.
    pub(super) fn rows(&self, rows: &str) -> Result<(), Status> {
        if is_terminal() { self.data(&in_columns(rows)) } else { self.data(rows) }
    }

    /// Prints data without colors while it is made: for what may be too long to be kept.
    pub(super) fn stream(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Status> {
        let mut out = BufWriter::with_capacity(64 << 10, io::stdout().lock());
        self.ended(write(&mut out).and_then(|()| out.flush()), "cannot write")
    }

    /// Says what hindered work that writes data. A reader that went away ends it with success.
    pub(super) fn ended(&self, result: io::Result<()>, what: &str) -> Result<(), Status> {
        match result {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Err(Status::Found),
            Err(error) => Err(self.failed(format_args!("{what}: {error}"))),
        }
    }

    /// Says something in a line, with our name before it; names of files and words of others may be in it as they are.
    pub(super) fn say(&self, what: impl Display) {
        self.message(&format!("errdex: {}\n", printable(&what.to_string())));
    }

    /// Says why it cannot go on.
    pub(super) fn failed(&self, why: impl Display) -> Status {
        self.say(why);
        Status::Failed
    }

    /// Says what is wrong with a catalog that was opened.
    pub(super) fn damaged(&self, error: &catalog::Error) -> Status {
        self.failed(format_args!("the catalog {error}"))
    }

    /// Prints a text for the person at the terminal, as it is.
    pub(super) fn message(&self, text: &str) {
        let text = self.colored(text, &io::stderr());
        // There is no place left to say that the place for messages is gone.
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// The text as the stream wants it. At once and not as it is written, so that it is written in one piece.
    fn colored<'t>(&self, text: &'t str, stream: &impl RawStream) -> Cow<'t, str> {
        match self.choice(stream) {
            ColorChoice::Never => Cow::Owned(anstream::adapter::strip_str(text).to_string()),
            _ => Cow::Borrowed(text),
        }
    }

    fn choice<S: RawStream>(&self, stream: &S) -> ColorChoice {
        match self.color {
            Color::Auto => AutoStream::choice(stream),
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
    }
}

/// The columns to write for: those that `COLUMNS` says, or the terminal has, but no more than can be read well.
pub(super) fn width() -> usize {
    const WIDEST: usize = 120;
    let from_environment = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let from_terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    from_environment.or_else(from_terminal).unwrap_or(100).clamp(30, WIDEST)
}

/// Rows of cells with tabs between, as columns with two blanks between. A row of one cell stays as it is.
fn in_columns(rows: &str) -> String {
    let mut widths: Vec<usize> = Vec::new();
    for row in rows.lines().filter(|row| row.contains('\t')) {
        let cells: Vec<usize> = row.split('\t').map(display_width).collect();
        widths.resize(widths.len().max(cells.len()), 0);
        widths.iter_mut().zip(cells).for_each(|(width, cell)| *width = cell.max(*width));
    }
    let mut text = String::with_capacity(rows.len() * 2);
    for row in rows.lines() {
        let mut blanks = 0;
        for (cell, width) in row.split('\t').zip(widths.iter().chain(std::iter::repeat(&0))) {
            text.extend(std::iter::repeat_n(' ', blanks));
            text.push_str(cell);
            blanks = width.saturating_sub(display_width(cell)) + 2;
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_in_columns() {
        assert_eq!(in_columns("a\tstatus\tt\nbüb\t-\tT u\nalone, and long\n"), "a    status  t\nbüb  -       T u\nalone, and long\n");
        assert_eq!(in_columns(""), "");
    }
}
