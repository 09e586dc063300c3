//! Messages quoted beside a code: those that are near to the code's own, but not the same.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::Checks;
use super::mentions::Mention;
use super::model::{InlineKind, Notation, Prose};
use crate::catalog::template::{Piece, Template, pieces, plain};
use crate::lint::rules::docs::DRIFTED_MESSAGE;
use crate::span::Span;

/// Longer quotes are compared with nothing.
const LONGEST: usize = 1024;

impl Checks<'_, '_, '_> {
    /// Checks what a text quotes, if it speaks of one code.
    pub(super) fn quotes(&mut self, prose: &Prose, mentions: &[Mention<'_>]) {
        let Some(mention) = mentions.first().filter(|first| mentions.iter().all(|other| other.code.code == first.code.code)) else {
            return;
        };
        if !mention.code.entries.is_empty() {
            for quote in quoted(prose) {
                self.quote(prose, quote, mention);
            }
        }
    }

    /// Checks a text that is, or may be, the message of a code.
    pub(super) fn quote(&mut self, prose: &Prose, quote: Span, mention: &Mention<'_>) {
        let text = quote.of(prose.as_str());
        let Some(drift) = drift(text, mention) else { return };
        let place = prose.text.span(quote);
        let message = format!("the message of `{}` is not as quoted: {}", mention.code.code, drift.difference);
        let found = self.report.add(&DRIFTED_MESSAGE, place, message).label(mention.place, "the code");
        let found = found.help(format!("the catalog has `{}`", drift.message));
        let in_code = prose.around(InlineKind::Code, quote).is_some();
        if let Some(written) = written(&drift.message, prose.notation, in_code) {
            found.replace(place, written);
        }
    }
}

/// A message that a quote is meant to be.
#[derive(Debug)]
struct Drift {
    /// The message, its holes as `{name}`.
    message: String,
    /// What is said instead of what.
    difference: String,
}

/// The quoted parts of a text: in quotation marks, as code, or marked up.
fn quoted(prose: &Prose) -> Vec<Span> {
    let text = prose.as_str();
    let mut found = Vec::new();
    for (open, close) in [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»')] {
        let mut from = 0;
        while let Some(start) = text[from..].find(open).map(|at| from + at + open.len_utf8()) {
            let Some(end) = text[start..].find(close).map(|at| start + at) else { break };
            found.push(Span::new(start, end));
            from = end + close.len_utf8();
        }
    }
    for kind in [InlineKind::Code, InlineKind::Emphasis] {
        found.extend(prose.inlines(kind).iter().map(|inline| inline.span));
    }
    found.sort_unstable();
    found.dedup();
    found.retain(|span| (8..=LONGEST).contains(&span.len()));
    // Of a quote within a quote the outer one is the message.
    let mut end = 0;
    found.retain(|span| {
        span.start >= end && {
            end = span.end;
            true
        }
    });
    found
}

/// The message of the code that the text is near to, unless it is one of its messages.
fn drift(text: &str, mention: &Mention<'_>) -> Option<Drift> {
    let trimmed = text.trim().trim_end_matches(['.', '!', ',']);
    if trimmed.len() > LONGEST || trimmed.ends_with("..") || trimmed.ends_with('…') || trimmed.starts_with(['…', '.']) {
        return None;
    }
    let messages: Vec<&str> = mention.code.entries.iter().filter_map(|known| known.record.entry.message.as_deref()).collect();
    let said = plain(trimmed);
    if mention.code.entries.iter().any(|known| known.record.entry.message.is_none() || says(known, &said.text)) {
        return None;
    }
    if messages.iter().any(|message| Template::parse(message).is_ok_and(|template| template.fit(&said).is_some())) {
        return None;
    }
    let best = messages.iter().filter_map(|message| compare(trimmed, message)).max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(best.1)
}

/// Whether the text is another of an entry's own: its title or what the provider says beyond the message.
fn says(known: &crate::catalog::layers::Known<'_>, text: &str) -> bool {
    let entry = &known.record.entry;
    let of = |own: &str| {
        let own = plain(own).text;
        own.trim_end_matches('.') == text
    };
    of(&entry.title) || entry.description.as_deref().is_some_and(of)
}

/// So much of both texts is the same if one is meant to be the other, and so many words at least.
const NEAR: f64 = 0.6;
const FEWEST: usize = 3;

/// How near a text is to a message, and the difference; `None` if it is another text, or a part of it.
fn compare(text: &str, message: &str) -> Option<(f64, Drift)> {
    let shown = shown(message)?;
    let (own, said): (Vec<String>, Vec<String>) = (words(&shown), words(text));
    let whole = format!(" {} ", own.join(" "));
    if whole.contains(&format!(" {} ", said.join(" "))) {
        return None;
    }
    let is_hole = |word: &String| word.contains('{');
    let same: usize =
        capture_diff_slices(Algorithm::Myers, &own, &said).iter().map(|op| if let DiffOp::Equal { len, .. } = op { *len } else { 0 }).sum();
    let holes = own.iter().filter(|word| is_hole(word)).count();
    let total = (own.len() - holes) + said.len().saturating_sub(holes);
    #[expect(clippy::cast_precision_loss, reason = "a few hundred words")]
    let share = 2.0 * same as f64 / total.max(1) as f64;
    let near = share >= NEAR && same >= FEWEST;
    near.then(|| (share, Drift { difference: difference(&own, &said), message: shown }))
}

/// A template as people write it: braces that are meant are single ones.
fn shown(message: &str) -> Option<String> {
    let pieces = pieces(message).ok()?;
    Some(
        pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => (*text).to_owned(),
                Piece::Hole(name, _) => format!("{{{name}}}"),
            })
            .collect(),
    )
}

/// The words of a text in the form in which messages are compared.
fn words(text: &str) -> Vec<String> {
    let plain = plain(text).text;
    plain.trim_end_matches(['.', '!']).split(' ').map(str::to_owned).collect()
}

/// The first things in which a quote differs, as words: "`was not` for `not`, without `please`".
fn difference(own: &[String], said: &[String]) -> String {
    const MOST: usize = 3;
    let join = |words: &[String]| words.join(" ");
    let ops = capture_diff_slices(Algorithm::Myers, own, said);
    let mut parts = Vec::new();
    for op in ops {
        match op {
            DiffOp::Equal { .. } => {}
            DiffOp::Delete { old_index, old_len, .. } => parts.push(format!("`{}` is missing", join(&own[old_index..old_index + old_len]))),
            DiffOp::Insert { new_index, new_len, .. } => {
                parts.push(format!("`{}` is not in it", join(&said[new_index..new_index + new_len])));
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                let (own, said) = (join(&own[old_index..old_index + old_len]), join(&said[new_index..new_index + new_len]));
                parts.push(format!("`{said}` stands for `{own}`"));
            }
        }
    }
    // Values in the place of holes are no difference, but the words around them are.
    parts.retain(|part| !(part.contains("stands for `{") && parts_of_hole(part)));
    let more = parts.len() > MOST;
    parts.truncate(MOST);
    parts.join(", ") + if more { ", …" } else { "" }
}

/// Whether what is replaced is one hole and nothing else.
fn parts_of_hole(part: &str) -> bool {
    part.rsplit_once("stands for `").is_some_and(|(_, own)| own.trim_end_matches('`').matches(' ').count() == 0)
}

/// The message as it is written in the document; `None` if it cannot be.
fn written(message: &str, notation: Notation, in_code: bool) -> Option<String> {
    match notation {
        Notation::Html => Some(message.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")),
        Notation::Markdown if in_code => (!message.contains(['`', '|', '\n'])).then(|| message.to_owned()),
        Notation::Markdown => {
            let mut text = String::with_capacity(message.len());
            for c in message.chars() {
                if matches!(c, '*' | '_' | '<' | '`' | '|' | '\\') {
                    text.push('\\');
                }
                text.push(c);
            }
            Some(text)
        }
    }
}
