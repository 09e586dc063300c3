//! JUnit XML: a suite for each file with findings, a failed case for each of them.

use crate::lint::located::Located;

use super::super::printable;
use super::Run;

/// The run as XML.
#[must_use]
pub fn render(run: &Run<'_>) -> String {
    let count = run.findings.len();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out += &format!("<testsuites name=\"errdex lint\" tests=\"{}\" failures=\"{count}\">\n", count.max(1));
    for group in run.findings.chunk_by(|a, b| a.diagnostic.path == b.diagnostic.path) {
        let path = escaped(group[0].diagnostic.path.as_deref().unwrap_or("-"));
        let count = group.len();
        out += &format!("  <testsuite name=\"{path}\" tests=\"{count}\" failures=\"{count}\">\n");
        group.iter().for_each(|found| out += &case(found, &path));
        out += "  </testsuite>\n";
    }
    if count == 0 {
        // Some readers take a report without a case for one of a run that failed.
        out +=
            "  <testsuite name=\"errdex lint\" tests=\"1\" failures=\"0\">\n    <testcase name=\"all files\" classname=\"errdex lint\"/>\n";
        out += "  </testsuite>\n";
    }
    out + "</testsuites>\n"
}

fn case(found: &Located, path: &str) -> String {
    let diagnostic = &found.diagnostic;
    let place = found.place.map(|place| format!("{}:{}", place.start.line, place.start.column)).unwrap_or_default();
    let line = found.place.map(|place| format!(" line=\"{}\"", place.start.line)).unwrap_or_default();
    let rule = escaped(&diagnostic.rule);
    let message = escaped(&diagnostic.message);
    let help = diagnostic.help.as_ref().map(|help| format!("\nhelp: {}", escaped(help))).unwrap_or_default();
    format!(
        "    <testcase name=\"{rule} at {place}\" classname=\"{path}\" file=\"{path}\"{line}>\n      \
         <failure type=\"{rule}\" message=\"{message}\">{path}:{place}: {message}{help}</failure>\n    </testcase>\n"
    )
}

/// A text as XML may have it: without control characters, its signs as entities.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in printable(text).chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\n' => out += "&#10;",
            // No document may have these.
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_an_attribute_early() {
        assert_eq!(escaped("\"a\" <b> & ]]>\u{ffff}"), "&quot;a&quot; &lt;b&gt; &amp; ]]&gt;\u{fffd}");
        assert!(!escaped("\u{1b}[0m\u{0}\r").contains(['\u{1b}', '\u{0}', '\r']));
    }
}
