//! Tables of parameters by themselves: each row, the rows beside each other, the lists that name them.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::super::super::rules::page as rules;
use super::super::super::{Excerpt, Report};
use super::super::exclusive::{Exclusive, exclusive, objects};
use super::super::model::Operation;
use super::super::tables::{Kind, Parameter};
use super::words;
use crate::span::Span;

/// Reports what is wrong with the tables of an operation.
pub(super) fn check(operation: &Operation<'_>, report: &mut Report) {
    for table in &operation.tables {
        for row in &table.rows {
            example(row, report);
            date_format(row, report);
            words::description(row, report);
            words::tags(row, report);
        }
        for group in exclusive(table) {
            exclusive_mandatory(&group, report);
        }
        for rows in objects(table).values() {
            words::actions(rows, report);
        }
        for row in &table.ragged {
            report
                .add(&rules::RAGGED_ROW, row.whole_span(), format!("the row `{}` has other cells than the head of the table", row.text()))
                .help("give it a cell for each column, empty ones too");
        }
    }
    lists(operation, report);
}

/// The example of a row against its own type, values and range.
fn example(row: &Parameter<'_>, report: &mut Report) {
    let Some(example) = &row.example else { return };
    let text = example.text().trim_matches(['"', '\'', '`']);
    let fits = match row.kind().as_str() {
        "integer" | "int" | "long" => text.parse::<i64>().is_ok(),
        "number" | "float" | "double" => text.parse::<f64>().is_ok(),
        "boolean" => matches!(text, "true" | "false"),
        _ => true,
    };
    if !fits {
        report
            .add(
                &rules::TYPE_MISMATCH,
                example.whole_span(),
                format!("the example of `{}` is `{text}`, its type {}", row.shown(), row.kind()),
            )
            .help("show a value that the API takes");
    } else if let Some((range, value)) =
        row.range.as_ref().zip(text.parse::<i64>().ok()).filter(|(range, value)| !(range.from..=range.to).contains(value))
    {
        report
            .add(
                &rules::OUT_OF_RANGE,
                example.whole_span(),
                format!("the example of `{}` is {value}, its range {}-{}", row.shown(), range.from, range.to),
            )
            .label(range.text.whole_span(), "the range");
    } else {
        listed(row, example, text, "the example of ", report);
    }
}

/// Whether a value is one of those that a row lists.
pub(super) fn listed(row: &Parameter<'_>, at: &Excerpt<'_>, value: &str, what: &str, report: &mut Report) {
    let (Some(first), true) = (row.allowed.first(), row.kind().contains("string") || row.kind().is_empty() || row.kind() == "enum") else {
        return;
    };
    let values: Vec<&str> = row.allowed.iter().map(Excerpt::text).collect();
    if values.contains(&value) {
        return;
    }
    let label = Span::new(first.whole_span().start, row.allowed.last().map_or(0, |last| last.whole_span().end));
    let name = row.shown();
    match values.iter().find(|other| other.eq_ignore_ascii_case(value)) {
        Some(other) => report
            .add(&rules::CASE_MISMATCH, at.whole_span(), format!("{what}`{name}` is `{value}`, the table has `{other}`"))
            .label(label, "the values"),
        None => report
            .add(&rules::UNLISTED_VALUE, at.whole_span(), format!("{what}`{name}` is `{value}`, the table lists {}", values.join(", ")))
            .label(label, "the values"),
    }
    .help("the two must be the same to the letter");
}

/// A format in the description, and an example that has another.
fn date_format(row: &Parameter<'_>, report: &mut Report) {
    static FORMAT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"YYYY-MM-DD(?:'?T'?[HhMmSs:.0+Zz]*)?").expect("is valid"));
    static MOMENT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?$").expect("is valid"));
    let (Some(description), Some(example)) = (&row.description, &row.example) else { return };
    let Some(format) = FORMAT.find(description.text()).filter(|_| MOMENT.is_match(example.text())) else { return };
    if pattern(format.as_str()).is_none_or(|pattern| pattern.is_match(example.text())) {
        return;
    }
    report
        .add(
            &rules::DATE_FORMAT_MISMATCH,
            description.span(Span::new(format.start(), format.end())),
            format!("`{}` is said to be `{}`, its example is `{}`", row.shown(), format.as_str(), example.text()),
        )
        .label(example.whole_span(), "the example")
        .help("one of the two is not what the API prints");
}

/// What a format such as `YYYY-MM-DDTHH:MM:SS.000+0000` stands for.
fn pattern(format: &str) -> Option<Regex> {
    let (moment, zone) = format.split_at(format.find(['+', 'Z']).unwrap_or(format.len()));
    let zone = match zone {
        "" => "",
        "Z" | "z" => "Z",
        zone if zone.contains(':') => r"[+-]\d{2}:\d{2}",
        _ => r"[+-]\d{4}",
    };
    let sign = |c: char| match c {
        'T' | '-' | ':' => c.to_string(),
        '.' => r"\.".to_owned(),
        '\'' => String::new(),
        _ => r"\d".to_owned(),
    };
    let moment: String = moment.chars().map(sign).collect();
    Regex::new(&format!("^{moment}{zone}$")).ok()
}

/// Reports parameters that are all mandatory, although they exclude each other.
fn exclusive_mandatory(group: &Exclusive<'_, '_>, report: &mut Report) {
    let all: Vec<&Parameter<'_>> = group.values.values().flatten().copied().collect();
    let places = all.iter().filter_map(|row| Some((row, row.mandatory.as_ref()?.whole_span())));
    let mut places: Vec<_> = places.collect();
    places.sort_by_key(|(_, span)| *span);
    let Some(((first, span), others)) = places.split_first() else { return };
    let says: Vec<String> = group
        .values
        .iter()
        .map(|(value, rows)| {
            format!("{value} takes {}", rows.iter().map(|row| format!("`{}`", row.name.text())).collect::<Vec<_>>().join(" and "))
        })
        .collect();
    let message = format!("`{}` is mandatory beside parameters that exclude it: {}", first.name.text(), says.join(", "));
    let found = report.add(&rules::EXCLUSIVE_MANDATORY, *span, message);
    others
        .iter()
        .fold(found, |found, (row, span)| found.label(*span, format!("so is `{}`", row.name.text())))
        .help(format!("call them conditional, and say for which `{}`", group.decides.name.text()));
}

/// What the head of the page lists against the rows of the tables, and the path against its table.
fn lists(operation: &Operation<'_>, report: &mut Report) {
    for (kind, names) in &operation.lists {
        compare(*kind, names, operation, "the list", report);
    }
    let path = &operation.path;
    let mut holes = Vec::new();
    for (start, _) in path.text().match_indices('{') {
        let end = path.text()[start..].find('}').map_or(start + 1, |end| start + end);
        holes.push(path.slice(Span::new(start + 1, end)));
    }
    compare(Kind::Path, &holes, operation, "the path", report);
}

fn compare(kind: Kind, names: &[Excerpt<'_>], operation: &Operation<'_>, what: &str, report: &mut Report) {
    let tables = || operation.tables.iter().filter(|table| table.kind == kind);
    let rows: HashSet<&str> = tables().flat_map(|table| &table.rows).filter(|row| row.path.len() == 1).map(|row| row.name.text()).collect();
    if names.is_empty() || rows.is_empty() {
        return;
    }
    for name in names.iter().filter(|name| !rows.contains(name.text())) {
        report
            .add(&rules::PARAMETER_LIST_MISMATCH, name.whole_span(), format!("{what} names `{}`, the table has no such row", name.text()))
            .help("name the same parameters in both");
    }
    let names: HashSet<&str> = names.iter().map(Excerpt::text).collect();
    let missing = tables().flat_map(|table| &table.rows).filter(|row| row.path.len() == 1 && !names.contains(row.name.text()));
    for row in missing {
        report
            .add(
                &rules::PARAMETER_LIST_MISMATCH,
                row.name.whole_span(),
                format!("the table has `{}`, {what} does not name it", row.name.text()),
            )
            .help("name the same parameters in both");
    }
}
