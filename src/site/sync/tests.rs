//! The laws of marked blocks.

use proptest::prelude::*;

use super::*;
use crate::builtin;
use crate::catalog::layers::{Layer, Layers};

/// Syncs a text from the built-in catalog.
fn synced(text: &str, base_url: Option<&str>) -> Result<String, Vec<Diagnostic>> {
    let matcher = Matcher::new(Layers::new(vec![Layer { origin: None, catalog: builtin::catalog() }]));
    sync("guide.md", text, &Source { matcher: &matcher, base_url })
}

#[test]
fn blocks_are_filled() {
    let text = "# Errors\n\n<!-- errdex:table equinix EQ-2010 -->\nold\n<!-- /errdex -->\n\nEnd.\n";
    insta::assert_snapshot!(synced(text, Some("https://errors.example/")).unwrap());
    insta::assert_snapshot!(synced("<!-- errdex:entry equinix/EQX-121-403/account -->\n<!-- /errdex -->\n", None).unwrap());
    insta::assert_snapshot!(synced("<!-- errdex:operation equinix/connection-actions -->\n<!-- /errdex -->\n", None).unwrap());
}

#[test]
fn the_place_of_a_block_is_kept() {
    let text = "\u{FEFF}1. Codes\r\n\r\n   > <!-- errdex:table http 50 -->\r\n   > <!-- /errdex -->\r\n";
    let filled = synced(text, None).unwrap();
    assert!(filled.starts_with("\u{FEFF}1. Codes\r\n\r\n   > <!-- errdex:table http 50 -->\r\n   >\r\n   > | Code |"), "{filled}");
    assert!(filled.ends_with("|\r\n   >\r\n   > <!-- /errdex -->\r\n"), "{filled}");
    assert_eq!(filled.matches('\n').count(), filled.matches("\r\n").count());
}

#[test]
fn wrong_marks_are_told_with_their_place() {
    let check = |text: &str, message: &str| {
        let problems = synced(text, None).unwrap_err();
        assert!(problems[0].message.contains(message), "{text}: {problems:?}");
        assert!(problems[0].span.unwrap().of(text).starts_with("<!--"), "{text}");
    };
    check("<!-- errdex:list equinix -->\n<!-- /errdex -->\n", "no mark `errdex:list`");
    check("<!-- errdex:table -->\n<!-- /errdex -->\n", "other words");
    check("<!-- errdex:table nobody -->\n<!-- /errdex -->\n", "has no code");
    check("<!-- errdex:entry EQ-2010055 -->\n<!-- /errdex -->\n", "no catalog has");
    check("<!-- errdex:operation equinix/nothing -->\n<!-- /errdex -->\n", "no operation `nothing`");
    check("<!-- errdex:rules nothing -->\n<!-- /errdex -->\n", "no rules");
    check("<!-- errdex:entry EQ-2010005 -->\n", "nothing ends");
    check("<!-- /errdex -->\n", "nothing opens");
    check("<!-- errdex:entry EQ-2010005 -->\n<!-- errdex:entry EQ-2010005 -->\n<!-- /errdex -->\n", "within another");
}

#[test]
fn marks_in_code_are_none() {
    let text = "`<!-- errdex:list -->`\n\n```\n<!-- errdex:list -->\n```\n\nA <!-- errdex:list --> b\n";
    assert_eq!(synced(text, None).unwrap(), text);
}

/// Pieces that mean something to the reader of marks.
fn text() -> impl Strategy<Value = String> {
    let known = [
        "<!-- errdex:entry http/404 -->",
        "<!-- errdex:table http 50 -->",
        "<!-- /errdex -->",
        "\n",
        "\r\n",
        "\n\n",
        "> ",
        "- ",
        "   ",
        "    ",
        "```",
        "text",
        "<!--",
        "-->",
        "<div>",
        "é",
        "\u{FEFF}",
        "| a |\n|---|\n",
        "1. ",
        "\t",
    ];
    let piece = prop_oneof![5 => prop::sample::select(known.to_vec()).prop_map(str::to_owned), 1 => ".{0,6}"];
    let block = prop::sample::select(vec!["\n", "\n> ", "\n  "])
        .prop_map(|before| format!("{before}<!-- errdex:entry http/404 -->{before}old{before}<!-- /errdex -->\n"));
    prop::collection::vec(prop_oneof![4 => piece, 1 => block], 0..16).prop_map(|pieces| pieces.concat())
}

/// The text without what stands in its blocks.
fn outside(text: &str) -> String {
    let mut out = String::new();
    let mut read = 0;
    for block in &marks::blocks(text).0 {
        let inside = inside(text, block);
        out += &text[read..inside.start];
        read = inside.end;
    }
    out + &text[read..]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_second_run_changes_nothing_and_the_rest_stays(text in text()) {
        if let Ok(once) = synced(&text, None) {
            prop_assert_eq!(outside(&once), outside(&text));
            prop_assert_eq!(synced(&once, None), Ok(once));
        }
    }
}
