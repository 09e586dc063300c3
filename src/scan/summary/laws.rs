//! The law of merging, held against generated sightings; and what a summary looks like.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::scan::tally::{Seen, Subject, Tally};

/// A finding, with what its record says.
#[derive(Debug, Clone)]
struct Sighting {
    what: Subject,
    /// Source and offset.
    place: (u32, u64),
    time: Option<Time>,
    label: Option<String>,
    status: Option<u16>,
    message: Option<String>,
}

/// So few that they are reached.
const FEW: Limits = Limits { labels: 4, unlisted: 3, messages: 2, pairs: usize::MAX };

fn sighting() -> impl Strategy<Value = Sighting> {
    let what = prop_oneof![
        4 => (0..5_u32).prop_map(Subject::Entry),
        1 => select(vec![vec![1, 2], vec![0, 3], vec![1, 2, 4]]).prop_map(|list| Subject::Several(list.into())),
        3 => "[A-H]".prop_map(|code| Subject::Unlisted(code.into())),
    ];
    let time = prop::option::of((0..40_i64).prop_map(|seconds| Time::from_seconds(1_772_366_400 + seconds)));
    let label = prop::option::of(prop_oneof!["[a-z]", Just("other".to_owned())]);
    let rest = (prop::option::of(400..404_u16), prop::option::of("[m-r]"));
    (what, (0..4_u32, 0..1000_u64), time, label, rest).prop_map(|(what, place, time, label, (status, message))| Sighting {
        what,
        place,
        time,
        label,
        status,
        message,
    })
}

fn known(number: u32) -> Known {
    // The order of ids is not that of numbers.
    let id = format!("acme/ACM-{}", 9 - number);
    let (code, title) = (Some(format!("ACM-{}", number / 2)), format!("Title {}", number % 2));
    Known { id, code, provider: "acme".to_owned(), title, fix: "Release it.".to_owned(), retryable: (number > 1).then_some(true) }
}

fn names() -> Names<'static> {
    Names {
        id: &|number| known(number).id,
        known: &known,
        family: &|code| (code < "F").then(|| "acme/acm".to_owned()),
        // Two of them have the same name.
        source: &|number| format!("{}.log", ["b", "a", "c", "a"][number as usize]),
    }
}

fn summary(sightings: &[Sighting]) -> Summary {
    let mut tally = Tally::within(FEW);
    for one in sightings {
        let (source, offset) = one.place;
        let seen =
            Seen { source, offset, time: one.time, label: one.label.as_deref(), status: one.status, message: one.message.as_deref() };
        tally.add(one.what.clone(), &seen, || format!("{source}:{offset}"));
    }
    let sources = Sources { read: sightings.len() as u64, failed: 0 };
    let totals = Totals { bytes: 7 * sightings.len() as u64, sources, ..Totals::default() };
    let outline = Outline::new(Some(By::Service), totals, tally.sums(), names());
    let whole = outline.whole();
    assert_eq!(serde_json::to_string(&Json(&outline)).unwrap(), serde_json::to_string(&whole).unwrap());
    assert_eq!(serde_json::to_string(&Json(&whole)).unwrap(), serde_json::to_string(&whole).unwrap());
    whole
}

fn merged(list: &[Summary]) -> Summary {
    // By way of the files.
    let read = list.iter().map(|one| Summary::read(serde_json::to_string(one).unwrap().as_bytes()).unwrap());
    Summary::merge_within(read, FEW).unwrap()
}

fn json(summary: &Summary) -> String {
    serde_json::to_string_pretty(summary).unwrap()
}

proptest! {
    #[test]
    fn merging_is_one_run(mut sightings in prop::collection::vec(sighting(), 0..60), cuts in prop::collection::vec(0..60_usize, 0..4)) {
        sightings.sort_by_key(|one| one.place);
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(sightings.len())).chain([0, sightings.len()]).collect();
        cuts.sort_unstable();
        let parts: Vec<Summary> = cuts.windows(2).map(|part| summary(&sightings[part[0]..part[1]])).collect();
        prop_assert_eq!(json(&merged(&parts)), json(&summary(&sightings)));
        let (left, right) = parts.split_at(parts.len() / 2);
        let halves: Vec<Summary> = [left, right].into_iter().filter(|half| !half.is_empty()).map(merged).collect();
        prop_assert_eq!(json(&merged(&halves)), json(&summary(&sightings)), "associative");
    }

    #[test]
    fn reading_any_bytes_ends(bytes: Vec<u8>) {
        prop_assert!(Summary::read(&bytes).is_err());
    }
}

#[test]
fn a_summary_has_what_is_known() {
    let seen = |what, offset, seconds: i64, label: &str| Sighting {
        what,
        place: (u32::from(offset > 300), offset),
        time: Some(Time::from_seconds(1_772_366_400 + seconds)),
        label: Some(label.to_owned()),
        status: Some(403),
        message: Some("Shelf B7 is held".to_owned()),
    };
    let code = || Subject::Unlisted("ACM-777".into());
    let list = [
        seen(Subject::Entry(1), 100, 0, "report-svc"),
        seen(Subject::Entry(1), 200, 5, "orders"),
        seen(Subject::Several([2, 3].into()), 300, 6, "orders"),
        seen(code(), 400, 7, "orders"),
    ];
    insta::assert_json_snapshot!(summary(&list));
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let empty = |by| Outline::new(by, Totals::default(), Tally::default().sums(), names()).whole();
    let error = Summary::merge([empty(Some(By::Hour)), empty(None)]).unwrap_err().to_string();
    assert_eq!(error, "summaries grouped by hour and by nothing cannot be merged: scan with the same --by");
    let other = json(&empty(None)).replace("errdex-scan/1", "errdex-scan/9");
    assert_eq!(
        Summary::read(other.as_bytes()).unwrap_err().to_string(),
        "a summary of version \"errdex-scan/9\"; this errdex reads errdex-scan/1"
    );
    assert!(Summary::read(b"{}").unwrap_err().to_string().starts_with("not the JSON of `errdex scan`: "));
    assert!(
        Summary::read(br#"{"schema":"errdex-scan/1"}"#).unwrap_err().to_string().starts_with("not a summary of version errdex-scan/1: ")
    );
    assert_eq!(Summary::merge([]).unwrap().entries, []);
}

#[test]
fn huge_counts_do_not_overflow() {
    let huge = Totals { bytes: u64::MAX, ..Totals::default() };
    let one = Outline::new(None, huge, Tally::default().sums(), names()).whole();
    assert_eq!(Summary::merge([one.clone(), one]).unwrap().totals.bytes, u64::MAX);
}
