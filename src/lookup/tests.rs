//! What is found first, over the built-in catalog; and the laws of the search.

use proptest::prelude::*;

use super::*;
use crate::builtin;
use crate::catalog::layers::Layer;
use crate::catalog::source::File;
use crate::catalog::{Catalog, Image, compile};

fn lookup() -> Lookup<'static> {
    Lookup::new(Layers::new(vec![Layer { origin: None, catalog: builtin::catalog() }])).unwrap()
}

fn ids(lookup: &Lookup<'_>, query: &str) -> Vec<String> {
    lookup.find(query, 20).unwrap().into_iter().map(|hit| hit.id).collect()
}

#[test]
fn the_entry_that_was_meant_is_first() {
    let lookup = lookup();
    let check = |query: &str, expect: &str| assert_eq!(ids(&lookup, query).first().map(String::as_str), Some(expect), "{query}");
    check("eq2012007", "equinix/EQ-2012007");
    check("EQ-201200", "equinix/EQ-2012006");
    check("EQ-2012070", "equinix/EQ-2012007");
    check("invoice permission", "equinix/EQ-2086005");
    check("invioce permision", "equinix/EQ-2086005");
    check("816-403 report", "equinix/EQX-816-403/report-id");
    check("equinix/EQX-121-403/account", "equinix/EQX-121-403/account");
    check("EQX-121-403 contact", "equinix/EQX-121-403/contact");
    check("429", "http/429");
    check("too many requests", "http/429");
}

#[test]
fn what_means_nothing_finds_nothing() {
    let lookup = lookup();
    for query in ["", "  ", "-/-", "qqqqwwwwzzzz", "\u{1b}[31m\u{202e}"] {
        assert_eq!(ids(&lookup, query), Vec::<String>::new(), "{query:?}");
    }
}

#[test]
fn pages_are_named_by_code_and_slug() {
    let hits = lookup().find("EQX-121-403 account", 1).unwrap();
    assert_eq!(hits[0].page, Page { name: "equinix/EQX-121-403".to_owned(), slug: Some("account".to_owned()) });
}

#[test]
fn of_entries_with_one_id_the_topmost_is_found() {
    let layer = || Layer { origin: None, catalog: builtin::catalog() };
    let twice = Lookup::new(Layers::new(vec![layer(), layer()])).unwrap();
    assert_eq!(ids(&twice, "EQ-2012007").iter().filter(|id| *id == "equinix/EQ-2012007").count(), 1);
    assert_eq!(ids(&twice, "invoice permission"), ids(&lookup(), "invoice permission"));
}

#[test]
fn entries_whose_ids_fold_alike_are_all_found() {
    let file = |path: &str, text: &str| File { path: path.to_owned(), shown: path.to_owned(), text: text.to_owned() };
    let entry = |code: &str| format!("  - {{ code: {code}, title: Rate limit, cause: c, fix: f, source: s }}\n");
    let entries = format!("entries:\n{}{}", entry("RATE_LIMIT"), entry("rateLimit"));
    let bytes = compile(&[file("a/provider.yaml", "{ id: a, name: A }"), file("a/a.yaml", &entries)]).unwrap();
    let image = Image::new(bytes).unwrap();
    let lookup = Lookup::new(Layers::new(vec![Layer { origin: None, catalog: Catalog::new(&image) }])).unwrap();
    for query in ["rate-limit", "a/rateLimit", "rate limit"] {
        let mut found = ids(&lookup, query);
        found.sort();
        assert_eq!(found, ["a/RATE_LIMIT", "a/rateLimit"], "{query}");
    }
}

#[test]
fn every_code_and_id_finds_its_entry_first() {
    let lookup = lookup();
    let catalog = builtin::catalog();
    for number in catalog.numbers() {
        let record = catalog.record(number).unwrap();
        assert_eq!(ids(&lookup, &record.id())[0], record.id());
        if let Some(code) = &record.entry.code {
            let first = lookup.find(code, 1).unwrap().remove(0);
            assert_eq!(fold(first.code.as_deref().unwrap()), fold(code), "{code}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_query_has_an_answer_within_the_limit(query in any::<String>(), limit in 0_usize..30) {
        thread_local! { static LOOKUP: Lookup<'static> = lookup(); }
        LOOKUP.with(|lookup| assert!(lookup.find(&query, limit).unwrap().len() <= limit));
    }

    #[test]
    fn near_words_have_near_letters(word in "[a-zä0-9]{3,10}", at in 0_usize..10, letter in "[a-zö0-9]") {
        let mut other: Vec<char> = word.chars().collect();
        let at = at % other.len();
        other[at] = letter.chars().next().unwrap();
        let other: String = other.into_iter().collect();
        prop_assert!(words::may_be_near(letters(&word), letters(&other), 1));
    }
}
