//! `provider.yaml`: who answers, and what its codes look like.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;
use serde_yaml::Value;

use super::super::super::Knowledge;
use super::yaml::{Map, comments, written};
use super::{Source, slug};

/// The most hosts that are kept.
const MAX_HOSTS: usize = 20;

/// The hosts that the page's URLs call, the most frequent first.
pub(super) fn hosts(text: &str) -> Vec<String> {
    static HOST: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"https?: {0,2}//([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)").expect("is valid"));
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for host in HOST.captures_iter(text) {
        *counts.entry(host[1].to_ascii_lowercase()).or_default() += 1;
    }
    // The links of a page lead anywhere; its samples call an API.
    let mut hosts: Vec<(String, usize)> = counts.into_iter().filter(|(host, _)| host.contains('.')).collect();
    hosts.sort_by_key(|(host, count)| (!host.starts_with("api."), std::cmp::Reverse(*count)));
    hosts.into_iter().map(|(host, _)| host).take(MAX_HOSTS).collect()
}

/// The provider that a host is known of, or else its name: `shop` of `api.shop.example`.
pub(super) fn id(hosts: &[String], knowledge: &Knowledge<'_>) -> String {
    let providers = knowledge.catalogs.providers().unwrap_or_default();
    let known = |host: &String| providers.iter().find(|provider| provider.hosts.iter().any(|own| own.as_str() == host));
    if let Some(provider) = hosts.iter().find_map(known) {
        return provider.id.to_string();
    }
    let name = hosts.first().and_then(|host| host.rsplit('.').nth(1)).map(slug).filter(|name| !name.is_empty());
    name.unwrap_or_else(|| "vendor".to_owned())
}

/// The file.
pub(super) fn write(source: &Source<'_, '_, '_>, hosts: &[String]) -> String {
    let known = source.knowledge.catalogs.providers().unwrap_or_default();
    let name = known.iter().find(|known| known.id.as_str() == source.provider).map_or(source.provider, |known| known.name.as_str());
    let families: Vec<Value> = families(source);
    let envelope = Map::default().put("id", "documentation").put("code", "errorCode").put("message", "message").put(
        "details",
        Map::default().put("at", "additionalInfo.*").put("property", "property").put("reason", "reason").put("value", "value").value(),
    );
    let map = Map::default()
        .put("id", source.provider)
        .put("name", name)
        .put_all("hosts", hosts.iter().take(1).map(|host| Value::from(host.as_str())).collect())
        .put_all("families", families)
        .put("envelopes", vec![envelope.value()]);
    let doubts = [
        "The name, and the shapes of the codes, are read off the page. The envelope is the block that the page prints;".to_owned(),
        "add those that the API answers with.".to_owned(),
    ];
    comments(&doubts, "") + &written(&map.value(), "")
}

/// The shapes of the codes: letters and signs as they are, digits by their number.
fn families(source: &Source<'_, '_, '_>) -> Vec<Value> {
    let mut shapes: BTreeMap<String, Vec<BTreeSet<usize>>> = BTreeMap::new();
    let codes = source.page.entries.iter().filter(|entry| entry.status().is_none()).map(super::super::model::Entry::code);
    for code in codes.filter(|code| !code.is_empty()) {
        let (skeleton, runs) = skeleton(code);
        let counts = shapes.entry(skeleton).or_default();
        counts.resize(runs.len(), BTreeSet::new());
        for (counts, run) in counts.iter_mut().zip(runs) {
            counts.insert(run);
        }
    }
    let family = |(at, (skeleton, counts)): (usize, (String, Vec<BTreeSet<usize>>))| {
        let letters = skeleton.chars().filter(char::is_ascii_alphabetic).count();
        let prefix: String = skeleton.chars().take_while(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase();
        let bare = letters >= 2 && !counts.is_empty();
        let id = if prefix.is_empty() { format!("codes-{}", at + 1) } else { format!("{prefix}-{}", at + 1) };
        let map = Map::default().put("id", id).put("shape", shape(&skeleton, &counts));
        if bare { map.put("bare", true).value() } else { map.value() }
    };
    shapes.into_iter().enumerate().map(family).collect()
}

/// A code with a `#` for each run of digits, and the lengths of the runs.
fn skeleton(code: &str) -> (String, Vec<usize>) {
    let (mut skeleton, mut runs) = (String::new(), Vec::new());
    for c in code.chars() {
        match (c.is_ascii_digit(), skeleton.ends_with('#')) {
            (true, true) => *runs.last_mut().expect("a run is open") += 1,
            (true, false) => {
                skeleton.push('#');
                runs.push(1);
            }
            (false, _) => skeleton.push(c),
        }
    }
    (skeleton, runs)
}

fn shape(skeleton: &str, counts: &[BTreeSet<usize>]) -> String {
    let mut counts = counts.iter();
    let mut shape = String::new();
    for c in skeleton.chars() {
        let range = if c == '#' { counts.next().and_then(|counts| Some((counts.first()?, counts.last()?))) } else { None };
        match range {
            Some((from, to)) if from == to => shape += &format!(r"\d{{{from}}}"),
            Some((from, to)) => shape += &format!(r"\d{{{from},{to}}}"),
            None => shape += &regex::escape(&c.to_string()),
        }
    }
    shape
}
