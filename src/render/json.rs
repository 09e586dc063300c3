//! An explanation as one line of JSON; `schema/errdex-1.schema.json` describes it.

use crate::explain::Explanation;

/// The explanation as JSON, without a line end.
#[must_use]
pub fn render(explanation: &Explanation) -> String {
    serde_json::to_string(explanation).expect("plain data with text keys")
}
