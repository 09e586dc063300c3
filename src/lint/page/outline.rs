//! What was read of a page as lines of text, for tests to look at.

use super::super::Excerpt;
use super::model::{Page, Sample};
use super::tables::{Parameter, Table};

fn text(excerpt: Option<&Excerpt<'_>>) -> String {
    excerpt.map_or_else(|| "-".to_owned(), |excerpt| excerpt.text().replace('\n', "\u{23CE}"))
}

fn sample(sample: &Sample<'_>) -> String {
    let first = sample.text.text().trim().lines().next().unwrap_or_default();
    let method = sample.method().map_or("-", |(method, _)| method);
    let url = sample.url().map_or("-", |(url, _)| url);
    format!("{:?} [{}] {method} {url} {first:?} body {:?}", sample.kind, text(sample.title.as_ref()), sample.body().is_some())
}

fn parameter(row: &Parameter<'_>) -> String {
    let allowed: Vec<&str> = row.allowed.iter().map(Excerpt::text).collect();
    let range = row.range.as_ref().map(|range| format!("{}-{}", range.from, range.to));
    let condition = row.condition.as_deref().unwrap_or("-");
    let said = [&row.mandatory, &row.kind, &row.example].map(|cell| text(cell.as_ref()));
    format!("{} | {} | {allowed:?} {range:?} | {} | if {condition}", row.shown(), said.join(" | "), text(row.description.as_ref()))
}

fn table(table: &Table<'_>) -> String {
    let rows: Vec<String> = table.rows.iter().map(|row| format!("    {}\n", parameter(row))).collect();
    format!("  table {:?} {:?}\n{}", table.kind, table.columns, rows.concat())
}

/// All of a page.
pub(super) fn outline(page: &Page<'_>) -> String {
    let mut out = format!("page {}\n", text(page.title.as_ref()));
    for entry in &page.entries {
        out += &format!("entry [{}] [{}] {}\n", text(entry.heading.as_ref()), text(entry.title.as_ref()), text(entry.summary.as_ref()));
        for field in &entry.fields {
            out += &format!("  {:?}{}: {}\n", field.label, if field.glued { " (glued)" } else { "" }, text(Some(&field.value)));
        }
        let scenario = &entry.scenario;
        out += &format!(
            "  scenario {} | {} | info {}\n",
            text(scenario.code.as_ref()),
            text(scenario.message.as_ref()),
            text(scenario.info.as_ref())
        );
        for explanation in &entry.explanations {
            out += &format!("  says {}\n", explanation.text());
        }
        for one in &entry.samples {
            out += &format!("  {}\n", sample(one));
        }
    }
    for operation in &page.operations {
        out += &format!("operation {} {} purpose {}\n", operation.method.text(), operation.path.text(), text(operation.purpose.as_ref()));
        for (kind, names) in &operation.lists {
            out += &format!("  list {kind:?} {:?}\n", names.iter().map(Excerpt::text).collect::<Vec<_>>());
        }
        out += &operation.tables.iter().map(table).collect::<String>();
        out += &operation.samples.iter().map(|one| format!("  {}\n", sample(one))).collect::<String>();
    }
    for note in &page.notes {
        out += &format!("note {} -> {}\n", note.message.text(), note.advice.text());
    }
    out
}

#[test]
fn scratch() {
    if let Ok(path) = std::env::var("SCRATCH_PAGE") {
        let page = std::fs::read_to_string(path).unwrap();
        if std::env::var("SCRATCH_OUTLINE").is_ok() {
            println!("{}", outline(&super::read(&page)));
        }
        let layers =
            crate::catalog::layers::Layers::new(vec![crate::catalog::layers::Layer { origin: None, catalog: crate::builtin::catalog() }]);
        let matcher = crate::matcher::Matcher::new(layers.clone());
        let knowledge = super::super::Knowledge::new(&matcher);
        let text = crate::redact::veil(page).text;
        let document = super::super::Document { name: "page.txt", text: &text, secrets: &[], kind: super::super::Kind::Page };
        let found = super::super::lint(&document, &knowledge);
        let text = text.as_str();
        println!("{}", crate::render::diagnostics::render(&found, |_| Some(text), 140));
    }
}
