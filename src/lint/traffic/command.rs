//! The request of a `curl` command.

use super::{Call, Form, Ground, Header, Part};
use crate::capture::command::{self, Command, Said};
use crate::capture::shell::Word;
use crate::span::Span;

/// The words of a command as they were written, and the text around them.
#[derive(Debug)]
pub(in crate::lint) struct Words<'g> {
    pub(in crate::lint) ground: &'g Ground<'g>,
    pub(in crate::lint) command: Command,
}

/// Reads a command.
pub(super) fn call<'g>(ground: &'g Ground<'_>, command: Command) -> Call<'g> {
    let text = ground.text();
    let head = command.words.first().map_or(command.span, |word| word.span);
    let mut call = Call {
        head: ground.span(head),
        method: None,
        url: None,
        headers: Vec::new(),
        malformed: Vec::new(),
        body: None,
        sends_more: command.words.iter().any(|word| is_upload(word.text(text))),
        authorizes: false,
        form: Form::Recording,
    };
    for (said, word, from) in command::read(&command, text) {
        let value = || of_word(ground, word).from(from);
        match said {
            Said::Method => call.method = Some(value()),
            Said::Header => header(value(), &mut call),
            Said::Url => call.url = call.url.or_else(|| Some(value())),
            Said::Data | Said::Json if value().text().starts_with('@') => call.sends_more = true,
            Said::Data | Said::Json if call.body.is_none() => call.body = Some(value()),
            Said::User => call.authorizes = true,
            Said::Get | Said::Head => call.sends_more = true,
            Said::Data | Said::Json | Said::Value | Said::Nothing => {}
        }
    }
    call.form = Form::Command(Words { ground, command });
    call
}

/// Whether a word says that files or fields of a form are sent.
fn is_upload(word: &str) -> bool {
    ["-F", "-T", "-K", "--form", "--upload-file", "--config", "--json"]
        .iter()
        .any(|option| word.strip_prefix(option).is_some_and(|rest| rest.is_empty() || rest.starts_with('=') || !option.starts_with("--")))
}

/// A word as the command receives it.
fn of_word<'g>(ground: &'g Ground<'_>, word: &Word) -> Part<'g> {
    match word.inner {
        Some(inner) => ground.part(inner),
        None => ground.made(word.plain.clone(), word.span.start),
    }
}

/// `Name: value`, `Name;` for an empty one, `Name:` to leave one out.
fn header<'g>(whole: Part<'g>, call: &mut Call<'g>) {
    let text = whole.text();
    let Some(colon) = text.find(':') else {
        if !text.ends_with(';') && !text.starts_with(['@', '$']) {
            call.malformed.push(whole);
        }
        return;
    };
    let name = text[..colon].to_owned();
    let value = whole.part(Span::new(text.len() - text[colon + 1..].trim_start().len(), text.len()));
    call.headers.push(Header { name, value, whole });
}
