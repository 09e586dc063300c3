//! `errdex explain`: codes, ids, files and the standard input, each explained by itself.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::path::Path;

use crate::capture;
use crate::catalog::Error;
use crate::explain::{Depth, Explanation, explain, explain_code, list};
use crate::matcher::Matcher;
use crate::redact::{Redacted, redact};
use crate::render::{Extent, json, markdown, printable, text};

use super::knowledge::Opened;
use super::output::{Output, Status, width};
use super::{ExplainArgs, Format, ViewArgs, input};

/// The most entries that a prefix lists.
const MAX_LISTED: usize = 500;
/// The longest word of the standard input, in bytes, that is looked up as a code.
const LONGEST_WORD: usize = 128;

pub(super) fn run(arguments: &ExplainArgs) -> Status {
    let output = Output::new(arguments.view.color.color);
    let opened = match Opened::open(&arguments.view.catalogs, &output) {
        Ok(opened) => opened,
        Err(status) => return status,
    };
    let session = Session { view: &arguments.view, output, matcher: Matcher::new(opened.layers()) };
    let standard = [OsString::from("-")];
    let inputs = if arguments.inputs.is_empty() { &standard[..] } else { &arguments.inputs };
    let mut statuses = Vec::new();
    for input in inputs {
        match session.one(input) {
            Ok(status) => statuses.push(status),
            Err(status) => return status,
        }
    }
    match statuses.iter().max() {
        Some(Status::Failed) => Status::Failed,
        _ => statuses.into_iter().min().unwrap_or(Status::Nothing),
    }
}

/// By what inputs are explained, and where that is printed.
pub(super) struct Session<'a> {
    pub(super) view: &'a ViewArgs,
    pub(super) output: Output,
    pub(super) matcher: Matcher<'a>,
}

/// What one input is: its explanation, and the text that it points into.
pub(super) struct Explained {
    pub(super) explanation: Explanation,
    text: String,
}

impl Explained {
    /// Whether an entry was found.
    pub(super) fn is_known(&self) -> bool {
        self.explanation.listing.is_some() || self.explanation.findings.iter().any(|finding| finding.verdict.is_known())
    }
}

impl Session<'_> {
    /// Explains one input. `Err` ends the program: the output is gone.
    fn one(&self, argument: &OsStr) -> Result<Status, Status> {
        let name = argument.to_string_lossy();
        match self.explained(argument, &name) {
            Ok(Ok(explained)) => self.show(&explained),
            Ok(Err(error)) => Ok(self.output.failed(format_args!("{} {error}", self.harmless(&name)))),
            Err(damaged) => Ok(self.output.damaged(&damaged)),
        }
    }

    /// A code or id counts before a file of that name, so that a lookup touches no disk and no file can hide a code.
    fn explained(&self, argument: &OsStr, name: &str) -> Result<std::io::Result<Explained>, Error> {
        if name == "-" {
            return self.piped();
        }
        if let Some(finding) = self.matcher.look_up(name)? {
            let explanation = explain_code(name, Some(&finding), self.matcher.layers(), self.depth());
            return Ok(Ok(Explained { explanation, text: String::new() }));
        }
        let path = Path::new(argument);
        if path.exists() {
            return self.capture(name, input::file(path));
        }
        self.unknown(name)
    }

    /// The standard input. A single word that says nothing as a capture is looked up as an argument is: in any case, with any separators.
    fn piped(&self) -> Result<std::io::Result<Explained>, Error> {
        let bytes = match input::stdin() {
            Ok(bytes) => bytes,
            Err(error) => return Ok(Err(error)),
        };
        let word =
            str::from_utf8(&bytes).ok().map(str::trim).filter(|word| word.len() <= LONGEST_WORD && !word.contains(char::is_whitespace));
        let finding = word.map(|word| self.matcher.look_up(word)).transpose()?.flatten();
        let looked_up = word.zip(finding).map(|(word, finding)| explain_code(word, Some(&finding), self.matcher.layers(), self.depth()));
        let explained = self.text("-", bytes)?;
        Ok(Ok(match looked_up {
            Some(explanation) if explained.explanation.findings.is_empty() => Explained { explanation, text: String::new() },
            _ => explained,
        }))
    }

    /// An argument that is no known code and no file: the start of codes, a code with the shape of a family, or a text.
    fn unknown(&self, name: &str) -> Result<std::io::Result<Explained>, Error> {
        let layers = self.matcher.layers();
        if name.contains(char::is_whitespace) || name.starts_with(['{', '[', '<']) {
            return self.capture("argument", Ok(name.as_bytes().to_vec()));
        }
        if name.is_empty() {
            return Ok(Err(std::io::Error::other("(an empty argument) names nothing; give a code, a file, or `-`")));
        }
        let listed = layers.by_prefix(name, MAX_LISTED)?;
        if !listed.is_empty() {
            return Ok(Ok(Explained { explanation: list(name, &listed), text: String::new() }));
        }
        if let Some(finding) = self.matcher.unlisted(name)? {
            let explanation = explain_code(name, Some(&finding), layers, self.depth());
            return Ok(Ok(Explained { explanation, text: String::new() }));
        }
        if name.contains(['=', ':', '&', '"']) {
            let read = self.text("argument", name.as_bytes().to_vec())?;
            if read.is_known() {
                return Ok(Ok(read));
            }
        }
        if name.contains(['/', '.']) && layers.nearest(name, 1)?.is_empty() {
            return Ok(Err(std::io::Error::other("is no known code or id, and there is no such file")));
        }
        Ok(Ok(Explained { explanation: explain_code(&self.harmless(name), None, layers, self.depth()), text: String::new() }))
    }

    fn capture(&self, name: &str, bytes: std::io::Result<Vec<u8>>) -> Result<std::io::Result<Explained>, Error> {
        match bytes {
            Ok(bytes) => self.text(name, bytes).map(Ok),
            Err(error) => Ok(Err(error)),
        }
    }

    /// Explains a text; secrets are masked first.
    pub(super) fn text(&self, name: &str, bytes: Vec<u8>) -> Result<Explained, Error> {
        let redacted = if self.view.no_redact { Redacted::verbatim(bytes) } else { redact(bytes) };
        let capture = capture::parse(redacted, &self.matcher.envelopes()?);
        let findings = self.matcher.find(&capture)?;
        let explanation = explain(name, &capture, &findings, self.matcher.layers(), self.depth());
        Ok(Explained { explanation, text: capture.text.into_text() })
    }

    fn depth(&self) -> Depth {
        if self.view.full { Depth::Full } else { Depth::Usual }
    }

    fn show(&self, explained: &Explained) -> Result<Status, Status> {
        self.output.data(&self.rendered(explained))?;
        let explanation = &explained.explanation;
        if explanation.findings.is_empty() && explanation.listing.is_none() && self.view.format != Format::Json {
            self.nothing(explanation);
        }
        Ok(if explained.is_known() { Status::Found } else { Status::Nothing })
    }

    /// The explanation in the format that was asked for.
    pub(super) fn rendered(&self, explained: &Explained) -> String {
        let Explained { explanation, text } = explained;
        match self.view.format {
            Format::Json => json::render(explanation) + "\n",
            Format::Markdown => markdown::render(explanation, self.extent()),
            Format::Text => {
                let screen = text::Screen { width: width(), extent: self.extent(), links: self.output.links() };
                text::render(explanation, text, screen)
            }
        }
    }

    fn extent(&self) -> Extent {
        match (self.view.brief, self.view.full) {
            (true, _) => Extent::Brief,
            (_, true) => Extent::Full,
            _ => Extent::Usual,
        }
    }

    /// Says what was looked for, and what to do.
    fn nothing(&self, explanation: &Explanation) {
        let name = match explanation.input.name.as_str() {
            "-" => Cow::Borrowed("the standard input"),
            name => printable(name),
        };
        let message = match explanation.input.shape {
            capture::Shape::Empty => format!("errdex: {name} is empty: nothing to explain\n"),
            capture::Shape::Code => self.unknown_code(&name),
            _ => format!(
                "errdex: no known error in {name}: no code of the catalog, no documented message, no HTTP status.\n\
                 To add what you know of it, write a catalog: errdex explain --catalog FOLDER (catalog/README.md has the format)\n"
            ),
        };
        self.output.message(&message);
    }

    fn unknown_code(&self, name: &str) -> String {
        let near = self.matcher.layers().nearest(name, 5).unwrap_or_default();
        let mut message = format!("errdex: {name} is no known code, id or file\n");
        if !near.is_empty() {
            let near: Vec<&str> = near.iter().map(|known| known.id.as_str()).collect();
            message += &format!("        did you mean {}?\n", near.join(", "));
        }
        message + "        `errdex catalog list` shows all codes, `errdex --help` what else can be given\n"
    }

    /// An argument as it may be printed: somebody may have pasted a token.
    pub(super) fn harmless(&self, name: &str) -> String {
        let masked = if self.view.no_redact { name.to_owned() } else { redact(name.as_bytes().to_vec()).text().to_owned() };
        printable(&masked).into_owned()
    }
}
