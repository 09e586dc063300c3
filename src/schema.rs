//! The JSON Schemas under `schema/`, generated from the types. A test keeps them fresh; to write them anew:
//! `ERRDEX_UPDATE_SCHEMA=1 cargo test --lib schema`.

use std::path::Path;

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use crate::catalog::{Entry, Operation, Provider};
use crate::explain::Explanation;
use crate::render::coverage;
use crate::render::lint::json::Output;
use crate::scan::count::Match;
use crate::scan::summary::Summary;

/// An entry file: the list under its only key.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct EntryFile {
    /// The entries, in any order.
    entries: Vec<Entry<'static>>,
}

#[test]
fn schemas_are_fresh() {
    check::<EntryFile>("catalog-entries", "An entry file of an errdex catalog");
    check::<Provider<'static>>("catalog-provider", "The provider.yaml of an errdex catalog");
    check::<Operation<'static>>("catalog-operation", "An operation of an errdex catalog");
    check::<coverage::Output<'static>>("errdex-coverage-1", "What `errdex lint --coverage --format json` prints");
    check::<Explanation>("errdex-1", "What `errdex explain --format json` prints");
    check::<Output<'static>>("errdex-lint-1", "What `errdex lint --format json` prints");
    check::<Summary>("errdex-scan-1", "What `errdex scan --format json` prints");
    check::<Match<'static>>("errdex-match-1", "A line that `errdex scan --matches` prints");
}

fn check<T: JsonSchema>(name: &str, title: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schema/{name}.schema.json"));
    let fresh = format!("{:#}\n", serde_json::to_value(schema::<T>(title)).unwrap());
    if std::env::var_os("ERRDEX_UPDATE_SCHEMA").is_some() {
        std::fs::write(&path, &fresh).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, fresh, "{} is stale; run ERRDEX_UPDATE_SCHEMA=1 cargo test --lib schema", path.display());
}

fn schema<T: JsonSchema>(title: &str) -> Schema {
    let settings = SchemaSettings::draft2020_12();
    // What is written differs from what is read in that absent lists and texts are left out.
    let settings = if title.contains("prints") { settings.for_serialize() } else { settings };
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    RecursiveTransform(without_null).transform(&mut schema);
    schema.insert("title".to_owned(), title.into());
    schema
}

/// Absent means unknown: no key has the value `null`.
fn without_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|one| one != "null");
        if let [only] = &types[..] {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if schema.get("default") == Some(&Value::Null) {
        schema.remove("default");
    }
    if let Some(Value::Array(any)) = schema.get_mut("anyOf") {
        any.retain(|one| *one != json!({ "type": "null" }));
    }
}
