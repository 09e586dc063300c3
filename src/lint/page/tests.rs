//! The laws of reading pages.

use proptest::prelude::*;

use super::super::{Document, Excerpt, Kind, Knowledge};
use super::{blocks, html, markdown, plain};
use crate::catalog::layers::{Layer, Layers};
use crate::matcher::Matcher;
use crate::span::Span;

/// Pieces that pages are made of, so that texts get past the first step.
fn page() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "CodeEQ-2010005\n",
        "Code: A-1\n",
        "Description",
        "Generic Cause",
        "Quick Fix",
        "ERROR SCENARIO EXAMPLE\n",
        "ERROR CODE: \"A-1\"\n",
        "MESSAGE: \"no\"\n",
        "ADDITIONAL INFO:\n",
        "[\n{\n\"property\": \"a\"\n}\n]\n",
        "curl -X\nGET \"https://a.example/v1/b-1\"\n",
        "POST /a/{b}\n",
        "Body parameters\n",
        "Parameter Mandatory Type Example Values Applicable Values Description\n",
        "a yes string X X\nY\nd.\n",
        "n yes integer 4 Range: 1-3 Y.\n",
        "o no object - - o.\n",
        "o\n",
        "Applicable toX\n",
        "{\n\"a\": \"x\", \"n\": 9\n}\n",
        "<table><tr><td>",
        "</td></tr>",
        "<pre>",
        "</pre>",
        "<h1>",
        "</h1>",
        "&amp;",
        "&nbsp;",
        "&#x1F600;",
        "<p>",
        "# ",
        "**Code** A-2\n",
        "| a | b |\n|---|---|\n",
        "```\n",
        "\t",
        "\n",
        "\n\n",
        " ",
        "2021-02-T01:10:11Z",
        "m167f685-41b0-1b07-6de0-320a5c00abeu",
        "\u{e4}\u{1F600}",
        "Rename the value from \"a\" to \"b\".\n",
        "\u{a0}",
        "{",
        "}",
        "\"",
    ]);
    let some = prop_oneof![3 => pieces.prop_map(str::to_owned), 1 => ".{0,6}"];
    prop::collection::vec(some, 0..40).prop_map(|pieces| pieces.concat())
}

fn sound(text: &str, span: Span) -> bool {
    text.get(span.start..span.end).is_some()
}

fn blocks_are_sound(text: &str, blocks: &[blocks::Block<'_>]) {
    for block in blocks {
        let parts: Vec<&Excerpt<'_>> = match block {
            blocks::Block::Heading(part) | blocks::Block::Line(part) | blocks::Block::Code(part) => vec![part],
            blocks::Block::Row(cells) => cells.iter().collect(),
            blocks::Block::Blank => Vec::new(),
        };
        for part in parts {
            assert!(sound(text, part.whole_span()), "{:?} of {text:?}", part.whole_span());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn places_of_blocks_are_places_of_the_page(text in page()) {
        blocks_are_sound(&text, &html::read(&text));
        blocks_are_sound(&text, &markdown::read(&text));
        blocks_are_sound(&text, &plain::read(&Excerpt::whole(&text)));
    }

    #[test]
    fn any_page_is_linted_and_imported(text in page()) {
        let layers = Layers::new(vec![Layer { origin: None, catalog: crate::builtin::catalog() }]);
        let matcher = Matcher::new(layers);
        let knowledge = Knowledge::new(&matcher);
        let document = Document { name: "page.txt", text: &text, secrets: &[], kind: Kind::Page };
        let imported = super::import(&document, None, &knowledge);
        for finding in &imported.findings {
            let places = finding.span.iter().chain(finding.labels.iter().map(|label| &label.span));
            let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| &edit.span);
            for span in places.chain(edits) {
                prop_assert!(sound(&text, *span), "{finding:?} in {text:?}");
            }
        }
        let file = |file: super::ImportedFile| crate::catalog::source::File { shown: file.path.clone(), path: file.path, text: file.text };
        let files: Vec<_> = imported.files.into_iter().map(file).collect();
        let problems = crate::catalog::compile(&files).err().unwrap_or_default();
        prop_assert!(problems.is_empty(), "{problems:?}\n{:?}", files.iter().map(|file| &file.text).collect::<Vec<_>>());
    }
}
