//! Every example of the catalog, against the whole catalog: its response must rank its own entry first.

use errdex::builtin;
use errdex::matcher::Verdict;

use crate::support::{explained, matcher};

#[test]
fn every_example_ranks_its_own_entry_first() {
    let matcher = matcher();
    let catalog = builtin::catalog();
    let mut wrong = Vec::new();
    let mut tried = 0;
    for number in catalog.numbers() {
        let record = catalog.record(number).unwrap();
        for example in &record.entry.examples {
            tried += 1;
            let explanation = explained(&matcher, &example.response);
            let finding = explanation.primary.map(|primary| &explanation.findings[primary]);
            let first = finding.and_then(|finding| finding.candidates.first()).map(|candidate| candidate.id.as_str());
            let sure = finding.is_some_and(|finding| match finding.verdict {
                Verdict::Matched | Verdict::ByMessage => finding.candidates.len() == 1,
                Verdict::StatusOnly => record.provider.as_str() == "http",
                _ => false,
            });
            if first != Some(record.id().as_str()) || !sure {
                wrong.push(format!("{}: {:?} {first:?} from {}", record.id(), finding.map(|f| f.verdict), example.response.as_str()));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried} examples:\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried > 60, "only {tried} examples");
}

#[test]
fn every_entry_has_an_example() {
    let catalog = builtin::catalog();
    let records = catalog.numbers().map(|number| catalog.record(number).unwrap());
    let without: Vec<String> =
        records.filter(|record| record.entry.examples.is_empty() && !record.is_rule()).map(|record| record.id()).collect();
    assert!(without.is_empty(), "{without:?}");
}
