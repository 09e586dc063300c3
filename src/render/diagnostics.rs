//! Diagnostics as rustc prints its own: message, place, the line with carets, help.

use anstyle::{AnsiColor, Style};

use crate::diagnostic::{Diagnostic, Severity};
use crate::span::{LineIndex, Span};

use super::printable;
use super::snippet::{self, Mark};

/// Renders diagnostics. `text_of` gives the text of a path; a diagnostic whose text is not known is shown without its line.
#[must_use]
pub fn render<'t>(diagnostics: &[Diagnostic], text_of: impl Fn(&str) -> Option<&'t str>, width: usize) -> String {
    let mut out = String::new();
    let mut indexes: std::collections::HashMap<&str, LineIndex> = std::collections::HashMap::new();
    for diagnostic in diagnostics {
        let path = diagnostic.path.as_deref().unwrap_or("-");
        out += &headline(diagnostic);
        if let (Some(text), Some(span)) = (text_of(path), diagnostic.span) {
            let index = indexes.entry(path).or_insert_with(|| LineIndex::new(text));
            let place = index.position(text, span.start);
            out += &format!("  --> {}:{}:{}\n", printable(path), place.line, place.column);
            out += &snippet::draw(text, index, &marks(diagnostic, text, span), width);
            out.push('\n');
        }
        if let Some(help) = &diagnostic.help {
            out += &format!("   = help: {}\n", printable(help));
        }
        out.push('\n');
    }
    out
}

fn headline(diagnostic: &Diagnostic) -> String {
    let (word, color) = match diagnostic.severity {
        Severity::Error => ("error", AnsiColor::BrightRed),
        Severity::Warning => ("warning", AnsiColor::Yellow),
        Severity::Note => ("note", AnsiColor::BrightGreen),
    };
    let (style, bold) = (color.on_default().bold(), Style::new().bold());
    format!("{style}{word}[{}]{style:#}{bold}: {}{bold:#}\n", diagnostic.rule, printable(&diagnostic.message))
}

fn marks(diagnostic: &Diagnostic, text: &str, span: Span) -> Vec<Mark> {
    // An empty span has no caret: point at the character behind it.
    let end = text[span.start.min(text.len())..].chars().next().map_or(0, |c| if c == '\n' { 0 } else { c.len_utf8() });
    let span = if span.is_empty() { Span::new(span.start, span.start + end) } else { span };
    let main = Mark { span, label: String::new(), primary: true };
    let others =
        diagnostic.labels.iter().map(|label| Mark { span: label.span, label: printable(&label.message).into_owned(), primary: false });
    std::iter::once(main).chain(others).collect()
}
