//! The shapes of families whose codes stand bare in a text: what they begin with, and where such a code ends.

use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::meta::{BuildError, Cache, Config, Regex};
use regex_automata::nfa::thompson;
use regex_automata::util::primitives::StateID;
use regex_automata::util::{start, syntax};
use regex_automata::{Anchored, Input, MatchKind};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::literal::Extractor;

/// Prefixes with fewer bytes are found too often to begin a search with.
const SHORTEST: usize = 2;
/// The longest code of a bare family that is looked for, in bytes.
const LONGEST: usize = 128;

/// The most bytes of the tables. A table for each state is made if they are few, as those of codes are: a search has no start-up of its own
/// then.
const TABLES: usize = 4 << 20;

/// All bare shapes as one.
#[derive(Debug)]
pub(super) struct Shapes {
    regex: Regex,
    table: Option<Table>,
}

/// What tells where a code ends that begins at a place, state by state. The regular expression would do it, too, but asks first which way
/// is the best, and that takes longer than a code is.
#[derive(Debug)]
struct Table {
    states: dense::DFA<Vec<u32>>,
    start: StateID,
}

/// Which bytes may stand at a place of a code: most of what only begins like a code has another there, and one look tells it.
#[derive(Debug)]
pub(super) struct Gate {
    at: usize,
    lets: [bool; 256],
}

impl Gate {
    const OPEN: Self = Self { at: 0, lets: [true; 256] };

    /// Whether a code may begin at a place of a padded text.
    #[inline]
    pub(super) fn lets(&self, padded: &[u8], start: usize) -> bool {
        padded.get(start + self.at).is_some_and(|byte| self.lets[usize::from(*byte)])
    }
}

impl Shapes {
    /// Shapes in the order in which they count.
    ///
    /// # Errors
    /// If they are no regular expressions, which the compiler of catalogs has made sure of.
    pub(super) fn new(shapes: &[&str]) -> Result<Self, Box<BuildError>> {
        let pattern = shapes.iter().map(|shape| format!("(?:{shape})")).collect::<Vec<_>>().join("|");
        let config = Config::new()
            .match_kind(MatchKind::LeftmostFirst)
            .utf8_empty(false)
            .nfa_size_limit(None)
            .dfa_size_limit(Some(TABLES))
            .dfa_state_limit(Some(4096))
            .which_captures(thompson::WhichCaptures::Implicit);
        let ascii = syntax::Config::new().unicode(false).utf8(false);
        let regex = Regex::builder().configure(config).syntax(ascii).build(&pattern)?;
        Ok(Self { regex, table: Table::new(&pattern, ascii) })
    }

    /// Room for a search.
    pub(super) fn cache(&self) -> Cache {
        self.regex.create_cache()
    }

    /// What to look at first where a prefix stands: as far behind it as all codes go that begin with it.
    pub(super) fn gate(&self, prefix: &[u8]) -> Gate {
        self.table.as_ref().map_or(Gate::OPEN, |table| table.gate(prefix))
    }

    /// The length of the code at the start of a text.
    pub(super) fn len_at_start(&self, text: &[u8], cache: &mut Cache) -> Option<usize> {
        let text = &text[..text.len().min(LONGEST)];
        if let Some(table) = &self.table {
            return table.len_at_start(text);
        }
        let input = Input::new(text).anchored(Anchored::Yes);
        self.regex.search_half_with(cache, &input).map(|end| end.offset())
    }

    /// Hands over all places of a text at which a code begins, for shapes without a prefix.
    pub(super) fn find(&self, text: &[u8], mut found: impl FnMut(usize)) {
        self.regex.find_iter(text).for_each(|code| found(code.start()));
    }
}

impl Table {
    /// `None` if it would be too large, or the shapes ask for what it cannot tell.
    fn new(pattern: &str, syntax: syntax::Config) -> Option<Self> {
        let config = dense::Config::new()
            .match_kind(MatchKind::LeftmostFirst)
            .start_kind(StartKind::Anchored)
            .accelerate(false)
            .dfa_size_limit(Some(TABLES))
            .determinize_size_limit(Some(TABLES));
        let utf8 = thompson::Config::new().utf8(false);
        let states = dense::Builder::new().configure(config).syntax(syntax).thompson(utf8).build(pattern).ok()?;
        let start = states.start_state(&start::Config::new().anchored(Anchored::Yes)).ok()?;
        Some(Self { states, start })
    }

    fn gate(&self, prefix: &[u8]) -> Gate {
        /// More states at once are not followed.
        const MANY: usize = 64;
        let mut states = vec![self.start];
        let mut gate = Gate::OPEN;
        for at in 0..LONGEST {
            let (mut next, mut lets) = (Vec::new(), [false; 256]);
            let bytes = prefix.get(at).map_or(0..=255, |byte| *byte..=*byte);
            for (state, byte) in states.iter().flat_map(|state| bytes.clone().map(move |byte| (*state, byte))) {
                let state = self.states.next_state(state, byte);
                if self.states.is_match_state(state) {
                    // A code may be over before this byte.
                    return gate;
                }
                if !self.states.is_dead_state(state) {
                    lets[usize::from(byte)] = true;
                    next.push(state);
                }
            }
            next.sort_unstable();
            next.dedup();
            if next.is_empty() || next.len() > MANY {
                return gate;
            }
            (states, gate) = (next, Gate { at, lets });
        }
        gate
    }

    /// The length of the code at the start of a text.
    fn len_at_start(&self, text: &[u8]) -> Option<usize> {
        let (mut state, mut len) = (self.start, None);
        for (at, byte) in text.iter().enumerate() {
            state = self.states.next_state(state, *byte);
            if self.states.is_special_state(state) {
                // A state says what stood before the byte that led to it.
                if !self.states.is_match_state(state) {
                    return len;
                }
                len = Some(at);
            }
        }
        if self.states.is_match_state(self.states.next_eoi_state(state)) { Some(text.len()) } else { len }
    }
}

/// What all codes of a shape begin with; `None` if that is too little to search for.
pub(super) fn prefix(shape: &str) -> Option<Vec<u8>> {
    let shape = ParserBuilder::new().unicode(false).utf8(false).build().parse(shape).ok()?;
    let prefixes = Extractor::new().extract(&shape);
    let prefix = prefixes.longest_common_prefix()?;
    (prefix.len() >= SHORTEST).then(|| prefix.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_begin_with_letters() {
        let prefix = |shape: &str| prefix(shape).map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(prefix(r"EQX-\d{3}-\d{3,4}").as_deref(), Some("EQX-"));
        assert_eq!(prefix(r"EQ-(3\d{3}|48\d{2}|80\d{2})\d{3}").as_deref(), Some("EQ-"));
        assert_eq!(prefix(r"IC(-[A-Z0-9]+){2,4}").as_deref(), Some("IC-"));
        assert_eq!(prefix(r"\d{5}"), None);
        assert_eq!(prefix(r"(A-|B-)\d"), None);
    }

    #[test]
    fn a_gate_is_as_far_behind_as_all_codes_go() {
        let shapes = Shapes::new(&[r"EQ-\d{4,7}", r"EQ-A", r"ORA-\d{5}", r"IC(-[A-Z]+){2}"]).unwrap();
        let lets = |prefix: &str, text: &str| shapes.gate(prefix.as_bytes()).lets(text.as_bytes(), 0);
        assert_eq!([lets("ORA-", "ORA-00942"), lets("ORA-", "ORA-0094"), lets("ORA-", "ORA-0094z")], [true, false, false]);
        // The place is that of the `A`, which a digit may have, too.
        assert_eq!([lets("EQ-", "EQ-A"), lets("EQ-", "EQ-2"), lets("EQ-", "EQ-z")], [true, true, false]);
        assert_eq!([lets("IC-", "IC-A-B"), lets("IC-", "IC-AAA"), lets("IC-", "IC-AA.")], [true, true, false]);
    }

    #[test]
    fn the_first_shape_that_fits_counts() {
        let shapes = Shapes::new(&[r"EQ-20\d{5}", r"EQ-\d{6,7}"]).unwrap();
        let mut cache = shapes.cache();
        let mut len = |text: &str| shapes.len_at_start(text.as_bytes(), &mut cache);
        assert_eq!([len("EQ-2010005x"), len("EQ-300100 "), len("EQ-3001 "), len(" EQ-2010005")], [Some(10), Some(9), None, None]);
    }
}
