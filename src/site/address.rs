//! Addresses of pages, each given once, and the way from page to page.

use std::collections::HashSet;

use xxhash_rust::xxh3::xxh3_64;

/// The way from the page of an address to the root: `../` for each step.
#[must_use]
pub fn to_root(address: &str) -> String {
    "../".repeat(address.matches('/').count())
}

/// Gives out addresses, each once. Names that differ in case only are one name to some file systems.
#[derive(Debug, Default)]
pub(super) struct Register {
    taken: HashSet<String>,
}

impl Register {
    /// A register in which some addresses are kept for others.
    pub(super) fn new(kept: &[&str]) -> Self {
        Self { taken: kept.iter().map(|address| (*address).to_owned()).collect() }
    }

    /// The wanted address, or, if it is taken, one that begins with it and depends on nothing but the name.
    pub(super) fn take(&mut self, wanted: String) -> String {
        let stem = wanted.trim_end_matches('/').to_owned();
        let mut address = wanted;
        while !self.taken.insert(address.to_ascii_lowercase()) {
            address = format!("{stem}~~{:08x}/", xxh3_64(address.as_bytes()) >> 32);
        }
        address
    }

    /// Takes an address only if it is free.
    pub(super) fn take_if_free(&mut self, wanted: String) -> Option<String> {
        self.taken.insert(wanted.to_ascii_lowercase()).then_some(wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_is_given_twice() {
        let mut register = Register::new(&["assets/"]);
        assert!(register.take("assets/".to_owned()).starts_with("assets~~"));
        assert_eq!(register.take("p/a/".to_owned()), "p/a/");
        let other_case = register.take("p/A/".to_owned());
        assert!(other_case.starts_with("p/A~~") && other_case.ends_with('/'), "{other_case}");
        assert_eq!(register.take_if_free("p/a/".to_owned()), None);
    }

    #[test]
    fn the_root_is_as_many_steps_away_as_the_address_has() {
        assert_eq!((to_root(""), to_root("equinix/EQ-2012/")), (String::new(), "../../".to_owned()));
    }
}
