//! Workflow commands of GitHub: each finding becomes an annotation of its line.

use crate::diagnostic::Severity;
use crate::lint::located::Located;

use super::super::printable;
use super::Run;

/// A line for each finding.
#[must_use]
pub fn render(run: &Run<'_>) -> String {
    run.findings.iter().map(|found| command(found)).collect()
}

fn command(found: &Located) -> String {
    let diagnostic = &found.diagnostic;
    let name = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let mut properties = format!("file={}", property(diagnostic.path.as_deref().unwrap_or("-")));
    if let Some(place) = found.place {
        properties += &format!(",line={},endLine={},col={}", place.start.line, place.end.line, place.start.column);
        // Over several lines, columns mean nothing to it.
        if place.start.line == place.end.line {
            properties += &format!(",endColumn={}", place.end.column);
        }
    }
    let help = diagnostic.help.as_ref().map(|help| format!("\n{}", printable(help))).unwrap_or_default();
    let message = format!("{}{help}", printable(&diagnostic.message));
    format!("::{name} {properties},title={}::{}\n", property(&diagnostic.rule), data(&message))
}

/// The text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(&printable(text)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_early() {
        assert_eq!(data("100%\r\n::error::x"), "100%25%0D%0A::error::x");
        assert_eq!(property("a,b:c%"), "a%2Cb%3Ac%25");
    }
}
