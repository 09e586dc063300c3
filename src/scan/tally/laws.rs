//! The law of merging, held against generated sightings: however they are split, the counts are those of a plain list.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// A finding, with what its record says.
#[derive(Debug, Clone)]
struct Sighting {
    what: Subject,
    source: u32,
    offset: u64,
    time: Option<Time>,
    label: Option<String>,
    status: Option<u16>,
    message: Option<String>,
}

/// Few enough that hostile numbers are small.
const FEW: Limits = Limits { labels: 4, unlisted: 3, messages: 2, pairs: usize::MAX };

fn sighting() -> impl Strategy<Value = Sighting> {
    let what = prop_oneof![
        4 => (0..5_u32).prop_map(Subject::Entry),
        1 => select(vec![vec![1, 2], vec![0, 3], vec![1, 2, 4]]).prop_map(|list| Subject::Several(list.into())),
        3 => "[A-H]".prop_map(|code| Subject::Unlisted(code.into())),
    ];
    let time = prop::option::of((0..40_i64).prop_map(Time::from_seconds));
    let label = prop::option::of(prop_oneof!["[a-z]", Just(OTHER.to_owned())]);
    let rest = (prop::option::of(400..404_u16), prop::option::of("[m-r]"));
    (what, 0..3_u32, 0..1000_u64, time, label, rest).prop_map(|(what, source, offset, time, label, (status, message))| Sighting {
        what,
        source,
        offset,
        time,
        label,
        status,
        message,
    })
}

fn tally(sightings: &[Sighting], limits: Limits) -> Tally {
    let mut tally = Tally::within(limits);
    count(&mut tally, sightings);
    tally
}

fn count(tally: &mut Tally, sightings: &[Sighting]) {
    for one in sightings {
        let Sighting { source, offset, time, status, .. } = *one;
        let seen = Seen { source, offset, time, status, label: one.label.as_deref(), message: one.message.as_deref() };
        tally.add(one.what.clone(), &seen, || format!("{source}:{offset}"));
    }
}

/// The same, counted in the plainest way.
fn counted(sightings: &[Sighting], limits: Limits) -> Counts {
    let kept: BTreeSet<&str> = sightings.iter().filter_map(|one| one.label.as_deref()).filter(|label| *label != OTHER).collect();
    let kept: BTreeSet<&str> = kept.into_iter().take(limits.labels).collect();
    let label = |one: &Sighting| one.label.as_deref().map(|label| kept.get(label).copied().unwrap_or(OTHER).to_owned());
    let mut counts = Counts::default();
    let mut rows: BTreeMap<Subject, Vec<&Sighting>> = BTreeMap::new();
    for one in sightings {
        rows.entry(one.what.clone()).or_default().push(one);
        if let Some(label) = label(one) {
            *counts.labels.entry(label).or_default() += 1;
        }
    }
    let mut codes = 0;
    for (what, seen) in rows {
        let unlisted = matches!(what, Subject::Unlisted(_));
        codes += usize::from(unlisted);
        if unlisted && codes > limits.unlisted {
            counts.more_unlisted += seen.len() as u64;
        } else {
            let labels = tallied(seen.iter().filter_map(|one| label(one)));
            counts.rows.push(row(what, &seen, labels, limits));
        }
    }
    counts
}

fn row(what: Subject, seen: &[&Sighting], labels: BTreeMap<String, u64>, limits: Limits) -> Counted {
    let unlisted = seen.iter().filter(|_| matches!(what, Subject::Unlisted(_)));
    let messages: BTreeSet<Box<str>> = unlisted.clone().filter_map(|one| one.message.as_deref()).map(Box::from).collect();
    let times = || seen.iter().filter_map(|one| one.time);
    let (source, offset) = seen.iter().map(|one| (one.source, one.offset)).min().unwrap();
    Counted {
        count: seen.len() as u64,
        times: times().min().zip(times().max()),
        sources: tallied(seen.iter().map(|one| one.source)).into_iter().collect(),
        labels,
        sample: format!("{source}:{offset}"),
        statuses: tallied(unlisted.filter_map(|one| one.status)),
        messages: messages.into_iter().take(limits.messages).collect(),
        what,
    }
}

fn tallied<T: Ord>(items: impl Iterator<Item = T>) -> BTreeMap<T, u64> {
    items.fold(BTreeMap::new(), |mut counts, item| {
        *counts.entry(item).or_default() += 1;
        counts
    })
}

proptest! {
    #[test]
    fn counts_are_those_of_a_list(sightings in prop::collection::vec(sighting(), 0..60)) {
        for limits in [FEW, Limits::default()] {
            let tally = tally(&sightings, limits);
            prop_assert_eq!(tally.findings(), sightings.len() as u64);
            prop_assert_eq!(tally.counts(), counted(&sightings, limits));
        }
    }

    #[test]
    fn workers_count_as_one(sightings in prop::collection::vec((sighting(), 0..4_usize), 0..80), order in Just(vec![0, 1, 2, 3]).prop_shuffle()) {
        let part = |worker: usize| -> Vec<Sighting> {
            sightings.iter().filter(|(_, of)| *of == worker).map(|(one, _)| one.clone()).collect()
        };
        let all: Vec<Sighting> = sightings.iter().map(|(one, _)| one.clone()).collect();
        let tallies = || order.iter().map(|&worker| tally(&part(worker), FEW));
        let merged = tallies().reduce(|mut all, one| { all.merge(one); all }).unwrap();
        prop_assert_eq!(merged.counts(), counted(&all, FEW));
        let firsts = Arc::new(Firsts::new(3));
        let shared = (0..4).map(|worker| {
            let mut tally = Tally::within(FEW).sharing(Arc::clone(&firsts));
            count(&mut tally, &part(worker));
            tally
        });
        let merged = shared.reduce(|mut all, one| { all.merge(one); all }).unwrap();
        prop_assert_eq!(merged.counts(), counted(&all, FEW));
        let from_the_right = tallies().collect::<Vec<_>>().into_iter().rev().reduce(|all, mut one| { one.merge(all); one }).unwrap();
        prop_assert_eq!(from_the_right.counts(), counted(&all, FEW));
    }
}

#[test]
fn hostile_input_does_not_grow_it() {
    let limits = Limits { pairs: 100, ..FEW };
    let mut tally = Tally::within(limits);
    let long = "é".repeat(5000);
    for i in (0..5000_u32).rev() {
        let (label, code) = (format!("label-{i:05}"), format!("CODE-{i:05}"));
        let seen = Seen { source: i, label: Some(&label), message: Some(&long), ..Seen::default() };
        tally.add(Subject::Unlisted(code.into()), &seen, || long.clone());
        tally.add(Subject::Entry(7), &seen, || long.clone());
    }
    assert!(tally.labels.list.len() <= 2 * FEW.labels && tally.details.len() <= 2 * FEW.unlisted);
    let counts = tally.counts();
    assert_eq!((counts.rows.len(), counts.more_unlisted), (4, 4997));
    assert_eq!(
        counts.labels.keys().map(String::as_str).collect::<Vec<_>>(),
        ["label-00000", "label-00001", "label-00002", "label-00003", "other"]
    );
    assert_eq!(counts.labels.values().sum::<u64>(), 10_000);
    assert_eq!(counts.rows[0].labels.values().sum::<u64>(), 5000);
    assert!(counts.rows[0].sources.len() <= 101 && counts.rows[0].sample.len() <= LONGEST_SAMPLE);
    assert!(counts.rows[1].messages.iter().all(|message| message.len() <= LONGEST_MESSAGE));
}

#[test]
fn a_sample_is_made_once() {
    let mut tally = Tally::default();
    let mut made = 0;
    for offset in [5, 5, 9, 3, 4] {
        tally.add(Subject::Entry(1), &Seen { offset, ..Seen::default() }, || {
            made += 1;
            offset.to_string()
        });
    }
    assert_eq!(made, 2);
    assert_eq!(tally.counts().rows[0].sample, "3");
}
