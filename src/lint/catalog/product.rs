//! Whether two templates can match the same message: [`common`] searches the product of their automata for a text that both accept.
//!
//! A template is an automaton whose states are the places between its bytes: a byte of text leads on by that byte, a hole by one
//! byte or more. A third automaton accepts what messages look like when they are compared: no blank at the ends or after another,
//! and no full stop at the end ([`plain`]). The shortest text that all three accept is found by searching breadth first.

use std::collections::{HashMap, VecDeque};

use crate::catalog::template::{Template, plain};

/// The most states of one product that are looked at; templates of a few hundred bytes stay far below.
pub(super) const MOST_STATES: usize = 1 << 18;

/// A message that both templates match, as short as it can be. `budget` is what may be looked at, and what was is taken off it;
/// where it is used up, nothing is said.
pub(super) fn common(a: &Template, b: &Template, budget: &mut usize) -> Option<String> {
    let (first, second) = (steps(a), steps(b));
    if !may_begin_alike(a, b) || !may_end_alike(a, b) {
        *budget = budget.saturating_sub(1);
        return None;
    }
    let text = shortest(&first, &second, budget)?;
    // A hole of the matcher holds a kilobyte at most, and its texts are bytes: what it refuses is not said to overlap.
    let message = plain(&text);
    (a.fit(&message).is_some() && b.fit(&message).is_some()).then_some(text)
}

/// Of two texts before the first hole, one begins with the other.
fn may_begin_alike(a: &Template, b: &Template) -> bool {
    let (Some(a), Some(b)) = (a.texts().first(), b.texts().first()) else { return false };
    a.starts_with(b.as_str()) || b.starts_with(a.as_str())
}

fn may_end_alike(a: &Template, b: &Template) -> bool {
    let (Some(a), Some(b)) = (a.texts().last(), b.texts().last()) else { return false };
    a.ends_with(b.as_str()) || b.ends_with(a.as_str())
}

/// A step of a template's automaton.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// This sign.
    Sign(char),
    /// One sign or more.
    Hole,
}

fn steps(template: &Template) -> Vec<Step> {
    let mut steps = Vec::new();
    for (index, text) in template.texts().iter().enumerate() {
        if index > 0 {
            steps.push(Step::Hole);
        }
        steps.extend(text.chars().map(Step::Sign));
    }
    steps
}

/// Where an automaton is: before a step, or, in a hole, after at least one sign of it.
type Place = (usize, bool);

/// What the last sign was, for what a message may look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Last {
    /// A blank, or none yet: no blank may follow, and it may not end.
    Blank,
    /// A full stop or the like: it may not end.
    Stop,
    /// Anything else.
    Other,
}

impl Last {
    fn of(sign: char) -> Self {
        match sign {
            ' ' => Self::Blank,
            '.' | '!' => Self::Stop,
            _ => Self::Other,
        }
    }
}

/// A state of the product.
type State = (Place, Place, Last);

fn shortest(a: &[Step], b: &[Step], budget: &mut usize) -> Option<String> {
    let start = ((0, false), (0, false), Last::Blank);
    let mut came: HashMap<State, (State, char)> = HashMap::new();
    let mut queue = VecDeque::from([start]);
    let limit = MOST_STATES.min(*budget);
    while let Some(state) = queue.pop_front() {
        let (first, second, last) = state;
        if is_end(a, first) && is_end(b, second) && last == Last::Other {
            *budget = budget.saturating_sub(came.len() + 1);
            return Some(spelled(&came, start, state));
        }
        for sign in signs(a, first, b, second) {
            if sign == ' ' && last == Last::Blank {
                continue;
            }
            for first in after(a, first, sign) {
                for second in after(b, second, sign) {
                    let next = (first, second, Last::of(sign));
                    if next != start && !came.contains_key(&next) {
                        came.insert(next, (state, sign));
                        queue.push_back(next);
                    }
                }
            }
        }
        if came.len() > limit {
            break;
        }
    }
    *budget = budget.saturating_sub(came.len() + 1);
    None
}

/// Whether all steps are done.
fn is_end(steps: &[Step], (at, begun): Place) -> bool {
    at + usize::from(begun) == steps.len()
}

/// The places after a sign. A hole that has begun may go on, or be over and the next step be taken.
fn after(steps: &[Step], (at, begun): Place, sign: char) -> impl Iterator<Item = Place> + use<> {
    let take = |at: usize| match steps.get(at) {
        Some(Step::Sign(own)) if *own == sign => Some((at + 1, false)),
        Some(Step::Hole) => Some((at, true)),
        _ => None,
    };
    let over = if begun { take(at + 1) } else { None };
    take(at).into_iter().chain(over)
}

/// The signs worth trying: those of the texts, and where both may be in holes, one that stands for all.
fn signs(a: &[Step], first: Place, b: &[Step], second: Place) -> Vec<char> {
    let mut signs = vec!['x'];
    for (steps, (at, begun)) in [(a, first), (b, second)] {
        for step in [steps.get(at), steps.get(at + 1).filter(|_| begun)].into_iter().flatten() {
            if let Step::Sign(sign) = step {
                signs.push(*sign);
            }
        }
    }
    signs.sort_unstable_by_key(|sign| (*sign != 'x', *sign));
    signs.dedup();
    signs
}

fn spelled(came: &HashMap<State, (State, char)>, start: State, end: State) -> String {
    let mut signs = Vec::new();
    let mut state = end;
    while state != start {
        let Some(&(before, sign)) = came.get(&state) else { break };
        signs.push(sign);
        state = before;
    }
    signs.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(a: &str, b: &str, expect: Option<&str>) {
        let read = |source: &str| Template::parse(source).unwrap();
        assert_eq!(common(&read(a), &read(b), &mut usize::MAX.clone()).as_deref(), expect, "{a} and {b}");
    }

    #[test]
    fn templates_share_a_message_or_do_not() {
        check("Order {a} is closed", "Order 7 is {b}", Some("order 7 is closed"));
        check("Quote {a} not found", "Order {a} not found", None);
        check("{a} not found", "Order {b}", Some("order not found"));
        check("a {x} b {y} c", "a {x} c {y} c", Some("a c b c c"));
        check("no {x}", "no", None);
        check("same", "Same.", Some("same"));
        check("in {x} days", "in {x}  days!", Some("in x days"));
        check("at {x}", "at{y}", Some("at x"));
    }

    /// Templates over three signs, with up to two holes, so short that all messages can be tried.
    fn template() -> impl Strategy<Value = Template> {
        "[ab. ]{0,2}(\\{h\\}[ab. ]{0,2})?(\\{i\\}[ab ]{0,1})?".prop_filter_map("no template", |source| Template::parse(&source).ok())
    }

    /// All texts of up to `length` signs, the shorter first.
    fn texts(length: usize) -> Vec<String> {
        let mut all = vec![String::new()];
        let mut from = 0;
        for _ in 0..length {
            let until = all.len();
            for index in from..until {
                all.extend(["a", "b", ".", " ", "x"].map(|sign| format!("{}{sign}", all[index])));
            }
            from = until;
        }
        all
    }

    proptest! {
        /// What both accept is what brute force finds, and as short.
        #[test]
        fn the_search_agrees_with_trying_all(a in template(), b in template()) {
            const LENGTH: usize = 5;
            let fits = |text: &String| {
                let message = plain(text);
                a.fit(&message).is_some() && b.fit(&message).is_some()
            };
            let tried = TEXTS.with(|texts| texts.iter().find(|text| fits(text)).map(String::len));
            let found = common(&a, &b, &mut usize::MAX.clone());
            prop_assert!(found.as_ref().is_none_or(&fits), "{found:?} does not fit {a:?} and {b:?}");
            let expected = found.map(|text| text.len()).filter(|length| *length <= LENGTH);
            prop_assert_eq!(expected, tried, "{:?} {:?}", a, b);
        }
    }

    thread_local! {
        static TEXTS: Vec<String> = texts(5);
    }
}
