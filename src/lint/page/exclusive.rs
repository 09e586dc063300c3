//! Parameters of a table that exclude each other, although the table calls all of them mandatory.

use std::collections::{BTreeMap, HashSet};

use super::super::Excerpt;
use super::tables::{Parameter, Table};

/// Parameters that are all mandatory, each for another value of a parameter beside them.
pub(super) struct Exclusive<'r, 't> {
    /// The parameter whose value decides.
    pub(super) decides: &'r Parameter<'t>,
    /// Each value with the parameters that go with it.
    pub(super) values: BTreeMap<&'r str, Vec<&'r Parameter<'t>>>,
}

/// The rows of a table by the objects whose members they are.
pub(super) fn objects<'r, 't>(table: &'r Table<'t>) -> BTreeMap<&'r [String], Vec<&'r Parameter<'t>>> {
    let mut objects: BTreeMap<&[String], Vec<&'r Parameter<'t>>> = BTreeMap::new();
    for row in &table.rows {
        objects.entry(row.path.split_last().map_or(&[], |(_, parent)| parent)).or_default().push(row);
    }
    objects
}

/// The groups of a table.
pub(super) fn exclusive<'r, 't>(table: &'r Table<'t>) -> Vec<Exclusive<'r, 't>> {
    let group = |rows: &Vec<&'r Parameter<'t>>| {
        let decides = rows.iter().find(|row| row.allowed.len() > 1)?;
        let mut values: BTreeMap<&str, Vec<&Parameter<'t>>> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.is_mandatory() && !std::ptr::eq(**row, *decides)) {
            if let Some(value) = names_one(row, decides) {
                values.entry(value).or_default().push(row);
            }
        }
        (values.len() > 1).then_some(Exclusive { decides, values })
    };
    objects(table).values().filter_map(group).collect()
}

/// The one value of a parameter that the description of another names.
fn names_one<'r>(row: &Parameter<'_>, decides: &'r Parameter<'_>) -> Option<&'r str> {
    let text = row.description.as_ref()?.text();
    let words: HashSet<&str> = text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    let mut named = decides.allowed.iter().map(Excerpt::text).filter(|value| words.contains(value));
    named.next().filter(|_| named.next().is_none())
}
