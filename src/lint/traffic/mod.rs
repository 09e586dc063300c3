//! What a linted text says of calls: [`Traffic`], the requests and answers in it, each part with its place.
//!
//! Unlike a capture, nothing is put right: the marks of `curl -v` are taken off, and that is all. What is odd about a text is what
//! rules are after.

mod answers;
mod command;
mod message;
mod part;
mod recording;

pub(super) use command::Words;
pub(super) use part::{Ground, Part};

use super::Excerpt;
use crate::capture::json::Document;
use crate::capture::plain::Plain;
use crate::capture::{command as curl, http};
use crate::span::Span;

/// The most calls that are read of one text.
const MAX_CALLS: usize = 5_000;

/// A header: its name, its value, and both with what is between them.
#[derive(Debug, Clone)]
pub(super) struct Header<'g> {
    pub(super) name: String,
    pub(super) value: Part<'g>,
    pub(super) whole: Part<'g>,
}

/// How a request was written down.
#[derive(Debug)]
pub(super) enum Form<'g> {
    /// A command, by its words.
    Command(Words<'g>),
    /// A message of HTTP.
    Message,
    /// An entry of a HAR file or an example of Postman.
    Recording,
}

/// A request.
#[derive(Debug)]
pub(super) struct Call<'g> {
    pub(super) form: Form<'g>,
    /// Where it begins: the word `curl`, or the method.
    pub(super) head: Span,
    pub(super) method: Option<Part<'g>>,
    pub(super) url: Option<Part<'g>>,
    pub(super) headers: Vec<Header<'g>>,
    /// Lines that stand where headers do and are none.
    pub(super) malformed: Vec<Part<'g>>,
    pub(super) body: Option<Part<'g>>,
    /// Whether something is sent that is not in the text: a file, a form.
    pub(super) sends_more: bool,
    /// Whether options say the header already: `-u`, `--json`.
    pub(super) authorizes: bool,
}

/// An answer, or a document that stands by itself.
#[derive(Debug)]
pub(super) struct Answer<'g> {
    /// The request before it, by its place in [`Traffic::calls`].
    pub(super) call: Option<usize>,
    /// The status, and where it says so.
    pub(super) status: Option<(u16, Span)>,
    pub(super) body: Part<'g>,
}

/// All of a text.
#[derive(Debug, Default)]
pub(super) struct Traffic<'g> {
    pub(super) calls: Vec<Call<'g>>,
    pub(super) answers: Vec<Answer<'g>>,
}

impl<'e> Ground<'e> {
    /// The ground of a text: without the marks of `curl -v`.
    pub(super) fn new(excerpt: &'e Excerpt<'e>) -> Self {
        Self { excerpt, plain: Plain::without_marks(excerpt.text()) }
    }
}

impl<'g> Traffic<'g> {
    /// Reads a text.
    pub(super) fn read(ground: &'g Ground<'_>) -> Self {
        let mut traffic = Self::default();
        if !recording::read(ground, &mut traffic) {
            traffic.sections(ground);
        }
        traffic
    }

    /// The request that an answer belongs to.
    pub(super) fn call_of(&self, answer: &Answer<'_>) -> Option<&Call<'g>> {
        self.calls.get(answer.call?)
    }

    fn sections(&mut self, ground: &'g Ground<'_>) {
        let text = ground.text();
        let whole = Span::new(0, text.len());
        let commands = curl::commands(text, whole);
        let mut heads = Vec::new();
        let mut from = 0;
        for command in &commands {
            heads.extend(http::heads(text, Span::new(from, command.span.start)));
            from = command.span.end;
        }
        heads.extend(http::heads(text, Span::new(from, text.len())));
        let mut commands = commands.into_iter().peekable();
        let mut heads = heads.into_iter().peekable();
        let mut gap = Gap::default();
        while self.calls.len() < MAX_CALLS {
            let is_command = match (commands.peek(), heads.peek()) {
                (Some(command), Some(head)) => command.span.start < head.span.start,
                (command, head) if command.is_some() || head.is_some() => command.is_some(),
                _ => break,
            };
            if is_command {
                let Some(command) = commands.next() else { break };
                self.answer(ground, &gap, command.span.start);
                let end = command.span.end;
                self.calls.push(command::call(ground, command));
                gap = Gap { start: end, call: self.calls.len().checked_sub(1), status: None };
            } else if let Some(head) = heads.next() {
                self.answer(ground, &gap, head.span.start);
                gap = self.head(ground, &head, &gap, heads.peek().map_or(text.len(), |next| next.span.start));
            }
        }
        self.answer(ground, &gap, text.len());
    }

    /// Reads a head; what comes behind it is the next gap.
    fn head(&mut self, ground: &'g Ground<'_>, head: &http::Head, before: &Gap, end: usize) -> Gap {
        match head.start {
            http::Start::Request { .. } => {
                let (call, end) = message::call(ground, head, end);
                // What `curl -v` prints of a request is that of the command before it.
                let typed = self.calls.last().is_some_and(|last| matches!(last.form, Form::Command(_))) && before.status.is_none();
                if !(typed && before.start > 0 && !ground.plain.is_printed()) {
                    self.calls.push(call);
                }
                Gap { start: end, call: self.calls.len().checked_sub(1), status: None }
            }
            http::Start::Response { status, digits } => {
                Gap { start: head.span.end, call: before.call, status: Some((status, ground.span(digits))) }
            }
        }
    }

    fn answer(&mut self, ground: &'g Ground<'_>, gap: &Gap, end: usize) {
        if gap.start < end {
            answers::read(ground, Span::new(gap.start, end), gap.call, gap.status, &mut self.answers);
        }
    }
}

/// A text between heads and commands: an answer may stand in it.
#[derive(Debug, Default)]
struct Gap {
    start: usize,
    call: Option<usize>,
    status: Option<(u16, Span)>,
}

/// The document of a part, if it is JSON: it begins with a brace or bracket.
pub(super) fn document<'p>(part: &'p Part<'_>) -> Option<Document<'p>> {
    let text = part.text();
    let start = text.len() - text.trim_start().len();
    text[start..].starts_with(['{', '[']).then(|| Document::read(text, start))
}
