//! What the rules for requests and those for answers have in common: each subject has its own, under its own ids.

use super::Rule;
use crate::capture::json::Leniency;

/// The rules of one subject for bodies.
pub(in crate::lint) struct Shared {
    /// For each mistake in the syntax of JSON that reading forgives.
    pub(super) json: &'static [(Leniency, &'static Rule)],
    pub(in crate::lint) conflicting_field: &'static Rule,
    pub(in crate::lint) impossible_time: &'static Rule,
    pub(in crate::lint) json_duplicate_key: &'static Rule,
    pub(in crate::lint) json_second_document: &'static Rule,
    pub(in crate::lint) malformed_email: &'static Rule,
    pub(in crate::lint) malformed_uuid: &'static Rule,
    pub(in crate::lint) malformed_value: &'static Rule,
    pub(in crate::lint) missing_field: &'static Rule,
    pub(in crate::lint) out_of_range: &'static Rule,
    pub(in crate::lint) unknown_field: &'static Rule,
    pub(in crate::lint) unknown_value: &'static Rule,
    pub(in crate::lint) wrong_type: &'static Rule,
    /// Answers have none: what stands in them came from the server.
    pub(in crate::lint) placeholder: Option<&'static Rule>,
}

impl Shared {
    /// The rule for a mistake in the syntax; none for a text that is too large, which is no mistake.
    pub(in crate::lint) fn json(&self, what: Leniency) -> Option<&'static Rule> {
        self.json.iter().find(|(own, _)| *own == what).map(|(_, rule)| *rule)
    }

    /// The rule for values of a format that are not written so.
    pub(in crate::lint) fn format(&self, format: &str) -> &'static Rule {
        match format {
            "uuid" => self.malformed_uuid,
            "date-time" | "date" | "time" => self.impossible_time,
            "email" | "idn-email" => self.malformed_email,
            _ => self.malformed_value,
        }
    }
}
