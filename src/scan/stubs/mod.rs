//! Entries for unlisted codes, written as far as logs tell: YAML to review and to put into a catalog.
//!
//! They can be compiled as they are. What a person must say is marked TODO; what was guessed is the template of the message.

mod guess;

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;

use super::summary::{Listed, UnlistedCount};
use super::tally::{LONGEST_CODE, LONGEST_LABEL, LONGEST_MESSAGE, LONGEST_SAMPLE};
use crate::catalog::key::fold;
use crate::hidden::is_hidden;

/// The most stubs in one file: with more, nobody reads it, and it must not be larger than a catalog's file may be.
const MOST: usize = 1000;

/// The stubs for one provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stubs {
    /// The provider's id; absent if the codes are of no known family.
    pub provider: Option<String>,
    /// The file.
    pub yaml: String,
}

/// The stubs of all unlisted codes, by provider, the most frequent first.
#[must_use]
pub fn stubs(summary: &dyn Listed) -> Vec<Stubs> {
    let mut providers: BTreeMap<Option<String>, Vec<Cow<'_, UnlistedCount>>> = BTreeMap::new();
    for code in summary.unlisted().filter(|code| is_code(&code.code)) {
        providers.entry(provider(&code).map(str::to_owned)).or_default().push(code);
    }
    let written = |(one, codes): (Option<String>, Vec<_>)| Stubs { yaml: yaml(one.as_deref(), &codes), provider: one };
    providers.into_iter().map(written).collect()
}

/// The provider's id, of `provider/family`.
fn provider(code: &UnlistedCount) -> Option<&str> {
    code.family.as_deref()?.split('/').next()
}

/// What a catalog takes for a code.
fn is_code(code: &str) -> bool {
    !fold(code).is_empty() && code.len() <= LONGEST_CODE && !code.contains(char::is_control)
}

fn yaml(provider: Option<&str>, codes: &[Cow<'_, UnlistedCount>]) -> String {
    let folder =
        provider.map_or_else(|| "their provider".to_owned(), |provider| format!("`{}`", clean(provider, LONGEST_LABEL).replace('\n', " ")));
    let mut out = format!(
        "# Stubs for codes that are in no catalog, written by `errdex scan --stubs`. Put this file into the folder of {folder},\n# beside provider.yaml; check each guessed message, and replace every TODO.\n",
    );
    if codes.len() > MOST {
        out += &format!("# These are the {MOST} most frequent of {}.\n", codes.len());
    }
    let file = File { entries: codes.iter().take(MOST).map(|code| Stub::new(code)).collect() };
    out + &serde_yaml::to_string(&file).expect("plain texts and numbers can be written as YAML")
}

#[derive(Serialize)]
struct File {
    entries: Vec<Stub>,
}

/// An entry, with its keys in the order in which people write them.
#[derive(Serialize)]
struct Stub {
    code: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    title: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    cause: &'static str,
    fix: &'static str,
    notes: String,
    source: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    examples: Vec<Example>,
}

#[derive(Serialize)]
struct Example {
    response: String,
}

impl Stub {
    fn new(code: &UnlistedCount) -> Self {
        let messages: Vec<String> = code.messages.iter().map(|message| clean(message, LONGEST_MESSAGE)).collect();
        let statuses = || code.statuses.iter().filter(|(status, _)| (100..=599).contains(*status));
        let status = statuses().max_by_key(|(status, count)| (**count, std::cmp::Reverse(**status))).map(|(status, _)| *status);
        let response = code.seen.sample.as_deref().map(|sample| clean(sample, LONGEST_SAMPLE)).filter(|sample| !sample.trim().is_empty());
        Self {
            code: code.code.clone(),
            status,
            title: "TODO: name the meaning in one line",
            message: guess::template(&messages),
            cause: "TODO: say why it happens",
            fix: "TODO: say what to do first",
            notes: notes(code, &messages),
            source: "TODO: name the documentation; until then, seen in logs",
            examples: response.into_iter().map(|response| Example { response }).collect(),
        }
    }
}

/// What was seen, and what the template was guessed from.
fn notes(code: &UnlistedCount, messages: &[String]) -> String {
    let times = if code.seen.count == 1 { "once".to_owned() } else { format!("{} times", code.seen.count) };
    let mut notes = format!("TODO: remove this note. Seen {times}");
    if let (Some(first), Some(last)) = (code.seen.first, code.seen.last) {
        notes += &if first == last { format!(", {first}") } else { format!(", {first} to {last}") };
    }
    if code.statuses.len() > 1 {
        let statuses: Vec<String> = code.statuses.iter().map(|(status, count)| format!("{status} ({count})")).collect();
        notes += &format!(", with the statuses {}", statuses.join(", "));
    }
    notes += ".";
    match messages {
        [] => notes += " No message was found.",
        messages => {
            notes += " Messages:\n";
            for message in messages {
                notes += &format!("- {}\n", message.replace('\n', " "));
            }
        }
    }
    notes
}

/// Text without control characters, for a file that people read. A summary from a file may have longer ones than a scan counts.
fn clean(text: &str, most: usize) -> String {
    let text = &text[..text.floor_char_boundary(most)];
    text.chars().map(|c| if is_hidden(c) && c != '\n' { '\u{FFFD}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::catalog::compile;
    use crate::catalog::source;
    use crate::scan::summary::{Sighted, Summary};

    const PROVIDER: &str = "id: acme\nname: Acme\nfamilies:\n  - { id: acm, shape: 'ACM-\\d{3}', bare: true }\n";

    fn unlisted(code: &str, messages: &[&str], sample: &str) -> UnlistedCount {
        UnlistedCount {
            code: code.to_owned(),
            family: Some("acme/acm".to_owned()),
            seen: Sighted {
                count: 3,
                first: "2026-03-01T12:00:00Z".parse().ok(),
                last: "2026-03-02T12:00:00Z".parse().ok(),
                sample: Some(sample.to_owned()),
                ..Sighted::default()
            },
            statuses: BTreeMap::from([(404, 1), (409, 2)]),
            messages: messages.iter().map(|&message| message.to_owned()).collect::<BTreeSet<_>>(),
        }
    }

    fn written(codes: Vec<UnlistedCount>) -> Vec<Stubs> {
        stubs(&Summary { unlisted: codes, ..Summary::merge([]).unwrap() })
    }

    fn compiles(yaml: &str) -> Result<Vec<u8>, String> {
        let file = |path: &str, text: &str| source::File { path: path.to_owned(), shown: path.to_owned(), text: text.to_owned() };
        compile(&[file("acme/provider.yaml", PROVIDER), file("acme/stubs.yaml", yaml)]).map_err(|problems| format!("{problems:?}"))
    }

    #[test]
    fn a_stub_says_what_is_missing() {
        let messages = ["Shelf B7 is held by order 4711", "Shelf C12 is held by order 4712"];
        let found = written(vec![
            unlisted("ACM-409", &messages, "2026-03-01T12:00:00Z ERROR ACM-409: Shelf B7 is held by order 4711"),
            unlisted("ACM-500", &[], "ACM-500"),
        ]);
        assert_eq!(found[0].provider.as_deref(), Some("acme"));
        compiles(&found[0].yaml).unwrap();
        insta::assert_snapshot!(found[0].yaml);
    }

    #[test]
    fn what_is_no_code_is_left_out() {
        assert_eq!(written(vec![unlisted("--", &[], "x"), unlisted("A\u{1b}", &[], "x")]), []);
        let many: Vec<UnlistedCount> =
            (0..1100).map(|i| unlisted(&format!("ACM-{i}"), &["é\"\\".repeat(100).as_str()], &"\u{1b}é".repeat(500))).collect();
        let yaml = &written(many)[0].yaml;
        assert!(yaml.contains("most frequent of 1100"));
        compiles(yaml).unwrap();
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_stub_can_be_compiled(code: String, sample: String, messages in prop::collection::vec(any::<String>(), 0..4), words in prop::collection::vec("([a-z{}'\"\\[\\]0-9:#| -]{0,12}\n?){0,4}", 0..4)) {
            let messages: Vec<&str> = messages.iter().chain(&words).map(String::as_str).filter(|message| !message.is_empty()).collect();
            for stubs in written(vec![unlisted(&code, &messages, &sample), unlisted("ACM-001", &messages, &words.concat())]) {
                let compiled = compiles(&stubs.yaml);
                prop_assert!(compiled.is_ok(), "{compiled:?}\n{}", stubs.yaml);
            }
        }
    }
}
