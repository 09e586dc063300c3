//! The JSON schemas of operations: one that is none switches off all that it should check.

use crate::catalog::Operation;
use crate::catalog::source::Placed;
use crate::catalog::value::Json;
use crate::lint::Report;
use crate::lint::body::Schema;
use crate::lint::rules::catalog::BAD_SCHEMA;

/// Reports each schema of an operation that cannot be used.
pub(super) fn check(placed: &Placed<Operation<'static>>, report: &mut Report) {
    let operation = &placed.value;
    if let Some(body) = &operation.body {
        one(placed, &["body", "schema"], &body.schema, report);
    }
    for (index, parameter) in operation.parameters.iter().enumerate() {
        listed(placed, "parameters", index, parameter.schema.as_ref(), report);
    }
    for (index, response) in operation.responses.iter().enumerate() {
        listed(placed, "responses", index, response.schema.as_ref(), report);
    }
}

fn listed(placed: &Placed<Operation<'static>>, list: &str, index: usize, schema: Option<&Json<'_>>, report: &mut Report) {
    if let Some(schema) = schema {
        one(placed, &[list, &index.to_string(), "schema"], schema, report);
    }
}

fn one(placed: &Placed<Operation<'static>>, at: &[&str], schema: &Json<'_>, report: &mut Report) {
    let Err(mistake) = Schema::new(&schema.0) else { return };
    let way: Vec<&str> = at.iter().copied().chain(mistake.steps.iter().map(String::as_str)).collect();
    let message = format!("no JSON schema: {}", mistake.message);
    report.add(&BAD_SCHEMA, placed.place(&way), message).help("until this is mended, nothing is checked by the schema");
}
