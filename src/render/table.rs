//! A table of codes, one row each, for the lookups of other programs: CSV, YAML, JSON, a JSON object a line.
//!
//! Cells hold no control characters, and so no line ends: some readers of CSV take every line for a row.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

use super::{json, printable};

/// The first column, and the key of the formats that have keys.
pub const KEY: &str = "code";

/// The column that says of every row whether its code has several meanings.
pub const AMBIGUOUS: &str = "ambiguous";

/// What stands between the items of a list in one cell of CSV.
const BETWEEN: &str = "|";

/// A code and what is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The code, as its provider prints it.
    pub code: String,
    /// The columns beside the code, in order, with their cells; `None` where nothing is known.
    pub cells: Vec<(&'static str, Option<Value>)>,
}

impl Row {
    /// The cells of which something is known.
    fn known(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.cells.iter().filter_map(|(column, cell)| Some((*column, cell.as_ref()?)))
    }
}

/// CSV with a header. All values are text there; an unknown one is empty.
#[must_use]
pub fn csv(columns: &[&'static str], rows: &[Row]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |record: Vec<String>| writer.write_record(record).expect("all rows have the columns, and memory takes them");
    write([KEY].iter().chain(columns).map(ToString::to_string).collect());
    for row in rows {
        let cells = row.cells.iter().map(|(column, cell)| csv_cell(column, cell.as_ref()));
        write(std::iter::once(row.code.clone()).chain(cells).collect());
    }
    let bytes = writer.into_inner().expect("memory takes it");
    String::from_utf8(bytes).expect("made of text")
}

/// Keys are never changed, as they would not be found then. A text that a spreadsheet would take for a formula gets a quote mark
/// before it: no program needs it to begin so, and these tables are looked at as well.
fn csv_cell(column: &str, cell: Option<&Value>) -> String {
    match cell {
        None if column == AMBIGUOUS => false.to_string(),
        None => String::new(),
        Some(Value::String(text)) if text.starts_with(['=', '+', '-', '@']) => format!("'{}", printable(text)),
        Some(Value::String(text)) => printable(text).into_owned(),
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(printable).collect::<Vec<_>>().join(BETWEEN),
        Some(other) => other.to_string(),
    }
}

/// A JSON object on a line for each row.
#[must_use]
pub fn ndjson(rows: &[Row]) -> String {
    struct Line<'r>(&'r Row);
    impl Serialize for Line<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let code = Value::from(self.0.code.as_str());
            serializer.collect_map(std::iter::once((KEY, &code)).chain(self.0.known()))
        }
    }
    rows.iter().map(|row| json::render(&Line(row)) + "\n").collect()
}

/// One JSON object with a key for each code.
#[must_use]
pub fn json(rows: &[Row]) -> String {
    json::render_pretty(&Keyed(rows))
}

/// One YAML mapping with a key for each code.
///
/// Keys and texts are written as in JSON, which YAML allows: without quotes, `22E01`, `08006`, `1_000` and `on` are numbers and
/// truths to one reader of YAML and texts to the next.
#[must_use]
pub fn yaml(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        text += &json::render(&row.code);
        text += ":";
        if let [(_, only)] = &row.cells[..] {
            text += &format!(" {}", json::render(only));
        } else {
            for (column, cell) in row.known() {
                text += &format!("\n  {column}: {}", json::render(cell));
            }
        }
        text += "\n";
    }
    // A file without anything in it is no mapping.
    if text.is_empty() { "{}\n".to_owned() } else { text }
}

/// Rows as one object. A single column needs no name: its cell is the value.
struct Keyed<'r>(&'r [Row]);

impl Serialize for Keyed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for row in self.0 {
            match &row.cells[..] {
                [(_, only)] => map.serialize_entry(&row.code, only)?,
                _ => map.serialize_entry(&row.code, &Cells(row))?,
            }
        }
        map.end()
    }
}

/// The known cells of a row as an object, in the order of the columns.
struct Cells<'r>(&'r Row);

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.known())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json as value;

    use super::*;

    fn row(code: &str, cells: &[(&'static str, Option<Value>)]) -> Row {
        Row { code: code.to_owned(), cells: cells.to_vec() }
    }

    #[test]
    fn a_cell_of_csv_breaks_nothing() {
        let check = |cell: Value, expect: &str| {
            let text = csv(&["title"], &[row("=1+1", &[("title", Some(cell))])]);
            assert_eq!(text, format!("code,title\n=1+1,{expect}\n"));
        };
        check(value!("plain"), "plain");
        check(value!(r#"say "no", then"#), r#""say ""no"", then""#);
        check(value!("two\r\nlines\u{0}"), "two  lines\u{2400}");
        check(value!("=HYPERLINK(A1)"), "'=HYPERLINK(A1)");
        check(value!("@SUM(A1)"), "'@SUM(A1)");
        check(value!(["a/b", "c,d"]), "\"a/b|c,d\"");
        check(value!(403), "403");
    }

    #[test]
    fn every_row_of_csv_says_whether_it_is_ambiguous() {
        let rows = [row("a", &[(AMBIGUOUS, None)]), row("b", &[(AMBIGUOUS, Some(value!(true)))])];
        assert_eq!(csv(&[AMBIGUOUS], &rows), "code,ambiguous\na,false\nb,true\n");
    }

    #[test]
    fn yaml_reads_back_as_it_was() {
        let codes =
            ["22E01", "08006", "1_000", "12:30:00", "0x1F", "on", "~", "null", "<<", "=", "-32600", "a: b", "# c", "*d", "\"e\\", "ä"];
        let cells =
            |code: &str| [("title", Some(value!(code))), ("status", Some(value!(403))), ("fix", None), ("ids", Some(value!([code])))];
        let rows: Vec<Row> = codes.iter().map(|code| row(code, &cells(code))).collect();
        let read: serde_yaml::Value = serde_yaml::from_str(&yaml(&rows)).unwrap();
        assert_eq!(serde_json::to_value(read).unwrap(), serde_json::from_str::<Value>(&json(&rows)).unwrap());
    }

    #[test]
    fn a_single_column_needs_no_name() {
        let rows = [row("403", &[("title", Some(value!("Forbidden")))])];
        assert_eq!(yaml(&rows), "\"403\": \"Forbidden\"\n");
        assert_eq!(json(&rows), "{\n  \"403\": \"Forbidden\"\n}\n");
        assert_eq!(ndjson(&rows), "{\"code\":\"403\",\"title\":\"Forbidden\"}\n");
        assert_eq!(yaml(&[]), "{}\n");
    }
}
