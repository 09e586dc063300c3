//! Sentences, and what is found in them.

use super::*;
use crate::catalog::layers::Layers;
use crate::lint::rules::FixKind;
use crate::matcher::Matcher;

static MISSPELLED: Rule = Rule::warning("docs/misspelled-word").fix(FixKind::Unsafe);
static DOUBLED: Rule = Rule::warning("docs/doubled-word").fix(FixKind::Safe);
static RENAMED: Rule = Rule::warning("docs/renamed-value").fix(FixKind::Safe);

/// What is found in a text: the place as it stands, and the text after the fix.
fn found(text: &str) -> Vec<(String, String)> {
    let matcher = Matcher::new(Layers::default());
    let knowledge = Knowledge { words: ["preceed".to_owned()].into(), ..Knowledge::new(&matcher) };
    let mut report = Report::new("-");
    let rules = Rules { misspelled: &MISSPELLED, doubled: &DOUBLED, renamed: &RENAMED };
    lint(&Excerpt::whole(text), rules, &knowledge, &mut report);
    let after = |found: &crate::diagnostic::Diagnostic| {
        let edit = &found.fix.as_ref()?.edits[0];
        Some(format!("{}{}{}", &text[..edit.span.start], edit.text, &text[edit.span.end..]))
    };
    report.finish().iter().map(|one| (one.span.unwrap().of(text).to_owned(), after(one).unwrap_or_default())).collect()
}

#[test]
fn words_of_sentences_are_checked() {
    let check = |text: &str, expect: &[(&str, &str)]| {
        let expect: Vec<(String, String)> = expect.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        assert_eq!(found(text), expect, "{text}");
    };
    check("Check teh token.", &[("teh", "Check the token.")]);
    check("(Recieve) the answer", &[("Recieve", "(Receive) the answer")]);
    check("a non-existant id", &[("existant", "a non-existent id")]);
    check("Send the the call.", &[("the", "Send the call.")]);
    check("Send the\n  the call.", &[("the", "Send the\n  call.")]);
    check("Send the\n the\n call.", &[("the", "")]);
    check("Send the\nthe", &[("the", "")]);
    check("Rename the bearer token in the header.", &[("Rename", "Replace the bearer token in the header.")]);
    check("try renaming its value", &[("renaming", "try replacing its value")]);
}

#[test]
fn what_is_no_word_is_left_alone() {
    for text in [
        "`teh` ``the ` the`` ```\nteh the the\n```",
        "proceedIfMediaCoverterIsRequired and MEDIA_COVERTER, TEH",
        "https://example.com/teh/recieve and teh.example.com, /teh/ or teh@example.com",
        "{teh} \"teh\" 'recieve': teh=1 <teh> teh1",
        "They had had that that was is is known. New York York",
        "the. The-end, the\n\nthe list",
        "preceed Preceed",
        "Rename the file to its id. Rename the token variable. Replace the value. \"Rename\" the token means to replace it.",
        "Rename the folder, then check the id",
        "`a ``` b `` c",
        "",
    ] {
        assert_eq!(found(text), [], "{text}");
    }
}
