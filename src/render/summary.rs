//! The summary of a scan for a terminal: what was found, most frequent first, each with when, where and what to do.
//!
//! Colors are ANSI escapes; the caller strips them where they are not wanted.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use textwrap::core::display_width;

use crate::scan::label::By;
use crate::scan::summary::{EntryCount, Listed, Sighted, UnlistedCount};
use crate::scan::time::Time;

use super::printable;
use super::text::wrap;

const CODE: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const LABEL: Style = AnsiColor::Cyan.on_default();
const UNSURE: Style = AnsiColor::Yellow.on_default();
/// The column at which the lines below an entry start, and their text.
const INDENT: usize = 2;
const TEXT: usize = 10;
/// The fewest columns that are written for.
const NARROWEST: usize = 32;
/// The most files, labels, statuses or ids that are named of one entry.
const MOST_NAMED: usize = 4;
/// The most entries that are shown with all there is; the others have a line.
const MOST_FULL: usize = 20;
/// The most unlisted codes that are shown.
const MOST_UNLISTED: usize = 20;
/// How many bytes are handed over at a time.
const PIECE: usize = 64 << 10;

/// Renders a summary for a window of `width` columns, and hands it over in pieces; `took` is how long the scan took.
///
/// # Errors
/// Those of who takes it.
pub fn render<E>(summary: &dyn Listed, took: Option<Duration>, width: usize, mut take: impl FnMut(&str) -> Result<(), E>) -> Result<(), E> {
    let mut page = Page { out: String::new(), width: width.max(NARROWEST), by: summary.by(), findings: summary.totals().findings };
    // The first of either have the longest figures.
    let most = summary.entries().next().map(|entry| entry.seen.count).max(summary.unlisted().next().map(|code| code.seen.count));
    let count_width = most.map_or(0, |count| grouped(count).len());
    let mut number = 0;
    for entry in summary.entries() {
        number += 1;
        if number <= MOST_FULL {
            page.entry(&entry, count_width);
        } else {
            page.entry_headline(&entry, count_width);
        }
        if page.out.len() >= PIECE {
            take(&page.out)?;
            page.out.clear();
        }
    }
    if number > MOST_FULL {
        page.out.push('\n');
    }
    page.unlisted(summary, count_width);
    page.totals(summary, took);
    take(&page.out)
}

struct Page {
    out: String,
    width: usize,
    by: Option<By>,
    findings: u64,
}

impl Page {
    fn entry(&mut self, entry: &EntryCount, count_width: usize) {
        self.entry_headline(entry, count_width);
        self.seen(&entry.seen);
        if entry.ids.len() > 1 {
            let more = entry.ids.len().saturating_sub(MOST_NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            self.labeled("may be", &format!("{}{more}", entry.ids[..entry.ids.len().min(MOST_NAMED)].join(", ")));
        }
        if let Some(fix) = &entry.fix {
            self.labeled("fix", fix);
        }
        if entry.retryable == Some(true) {
            self.labeled("retry", "The same request may succeed later.");
        }
        self.sample(&entry.seen, entry.code.as_deref());
        self.out.push('\n');
    }

    /// `1,204  61.1%  acme/ACM-409/shelf-taken  Shelf is taken`
    fn entry_headline(&mut self, entry: &EntryCount, count_width: usize) {
        let meanings = entry.ids.len();
        let (name, style, title) = match (&entry.id, &entry.code) {
            (Some(id), _) => (id.as_str(), CODE, Cow::Borrowed(entry.title.as_deref().unwrap_or_default())),
            (None, Some(code)) => (code.as_str(), UNSURE.bold(), format!("one of {meanings} meanings").into()),
            (None, None) => ("a message", UNSURE.bold(), format!("of one of {meanings} entries").into()),
        };
        self.headline(entry.seen.count, count_width, name, style, &title);
    }

    fn unlisted(&mut self, summary: &dyn Listed, count_width: usize) {
        let mut shown = summary.unlisted().take(MOST_UNLISTED).peekable();
        let mut more = summary.unlisted_findings();
        if shown.peek().is_none() && more == 0 {
            return;
        }
        self.line(UNSURE, "Codes that are in no catalog");
        self.out.push('\n');
        for code in shown {
            self.code(&code, count_width);
            more = more.saturating_sub(code.seen.count);
        }
        if more > 0 {
            self.line(DIM, &format!("and {} of further codes", counted(more, "finding")));
            self.out.push('\n');
        }
    }

    fn code(&mut self, code: &UnlistedCount, count_width: usize) {
        let family = code.family.as_ref().map(|family| format!("family {family}")).unwrap_or_default();
        self.headline(code.seen.count, count_width, &code.code, UNSURE.bold(), &family);
        self.seen(&code.seen);
        if !code.statuses.is_empty() {
            let statuses: BTreeMap<String, u64> = code.statuses.iter().map(|(status, count)| (status.to_string(), *count)).collect();
            self.labeled("status", &named(&statuses));
        }
        if let Some(message) = code.messages.first() {
            let more = code.messages.len() - 1;
            self.clipped("says", message, &if more > 0 { format!(" (and {more} more)") } else { String::new() });
        } else {
            self.sample(&code.seen, Some(&code.code));
        }
        self.out.push('\n');
    }

    /// Count, share, name and title; the title on lines of its own where there is no room beside the name.
    fn headline(&mut self, count: u64, count_width: usize, name: &str, style: Style, title: &str) {
        let figures = format!("{:>count_width$}  {:>5}", grouped(count), share(count, self.findings));
        let (name, title) = (printable(name), printable(title));
        let left = figures.len() + 2 + columns(&name);
        self.out += &format!("{figures}  {style}{name}{style:#}");
        if title.is_empty() {
            self.out.push('\n');
        } else if left + 2 + columns(&title) <= self.width {
            self.out += &format!("  {title}\n");
        } else {
            self.out.push('\n');
            let indent = " ".repeat(INDENT);
            self.wrapped(&title, &indent, &indent);
        }
    }

    /// When and where.
    fn seen(&mut self, seen: &Sighted) {
        if let (Some(first), Some(last)) = (seen.first, seen.last) {
            self.labeled("seen", &times(first, last));
        }
        if !seen.files.is_empty() {
            self.labeled("in", &named(&seen.files));
        }
        if let Some(by) = self.by.filter(|_| !seen.by.is_empty()) {
            self.labeled(by.name(), &named(&seen.by));
        }
    }

    /// The line, from some way before the code on if that would stand behind the edge of the window.
    fn sample(&mut self, seen: &Sighted, code: Option<&str>) {
        if let Some(sample) = &seen.sample {
            let room = self.width - TEXT;
            let at = code.and_then(|code| sample.find(code).filter(|at| at + code.len() + room / 3 > room));
            match at {
                Some(at) => self.clipped("line", &format!("…{}", &sample[sample.ceil_char_boundary(at.saturating_sub(room / 4))..]), ""),
                None => self.clipped("line", sample, ""),
            }
        }
    }

    /// Bytes, findings and speed.
    fn totals(&mut self, summary: &dyn Listed, took: Option<Duration>) {
        let totals = summary.totals();
        if totals.findings == 0 {
            self.line(CODE, "No known error was found.");
        }
        // The standard input is none that is counted.
        let sources = if totals.sources.read == 0 && totals.bytes > 0 {
            String::new()
        } else {
            format!(" of {}", counted(totals.sources.read, "input"))
        };
        let mut parts = vec![format!("{} in {}{sources}", counted(totals.findings, "finding"), size(totals.bytes))];
        if let Some(took) = took.filter(|took| !took.is_zero()) {
            #[expect(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a rate is shown to three digits"
            )]
            let rate = (totals.bytes as f64 / took.as_secs_f64()) as u64;
            parts.push(format!("{:.1} s, {}/s", took.as_secs_f64(), size(rate)));
        }
        if totals.over_cap > 0 {
            parts.push(format!("{} above the cap, read in pieces", counted(totals.over_cap, "record")));
        }
        if totals.sources.failed > 0 {
            parts.push(format!("{} could not be read", counted(totals.sources.failed, "input")));
        }
        self.line(DIM, &parts.join(" · "));
    }

    fn line(&mut self, style: Style, text: &str) {
        for line in wrap(text, self.width, "", "") {
            self.out += &format!("{style}{line}{style:#}\n");
        }
    }

    /// `  label  text`, wrapped, the following lines below the text.
    fn labeled(&mut self, label: &str, text: &str) {
        let text = printable(text);
        let below = " ".repeat(TEXT);
        for (i, line) in wrap(&text, self.width, &below, &below).iter().enumerate() {
            if i == 0 {
                self.label(label, line.trim_start());
            } else {
                self.out += &format!("{line}\n");
            }
        }
    }

    /// The same on one line, its end cut off where it is too long; `end` stays.
    fn clipped(&mut self, label: &str, text: &str, end: &str) {
        let room = self.width - TEXT - end.len();
        self.label(label, &format!("{DIM}{}{DIM:#}{end}", clip(printable(text.trim()), room)));
    }

    fn label(&mut self, label: &str, text: &str) {
        self.out += &format!("{:INDENT$}{LABEL}{label:<8}{LABEL:#}{text}\n", "");
    }

    fn wrapped(&mut self, text: &str, first: &str, others: &str) {
        // As most do.
        if columns(text) + first.len() <= self.width && text.trim_end() == text {
            self.out.extend([first, text, "\n"]);
            return;
        }
        for line in wrap(text, self.width, first, others) {
            self.out += &format!("{line}\n");
        }
    }
}

/// `a.log 900, b.log 304`, the most frequent first, and how many more there are.
fn named(counts: &BTreeMap<String, u64>) -> String {
    let mut list: Vec<(&String, u64)> = counts.iter().map(|(name, count)| (name, *count)).collect();
    list.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    if let [(only, _)] = &list[..] {
        return (*only).clone();
    }
    let mut parts: Vec<String> = list.iter().take(MOST_NAMED).map(|(name, count)| format!("{name} {}", grouped(*count))).collect();
    if list.len() > MOST_NAMED {
        parts.push(format!("and {} more", list.len() - MOST_NAMED));
    }
    parts.join(", ")
}

/// First and last time; the date of the last one only if it is another.
fn times(first: Time, last: Time) -> String {
    let readable = |time: Time| Time::from_seconds(time.seconds()).to_string().replace('T', " ");
    let (first, last) = (readable(first), readable(last));
    match (first == last, first.split_once(' '), last.split_once(' ')) {
        (true, ..) => first,
        (_, Some((date, start)), Some((same, end))) if date == same => format!("{date} {} – {end}", start.trim_end_matches('Z')),
        _ => format!("{} – {last}", first.trim_end_matches('Z')),
    }
}

/// A share in percent, with a decimal.
fn share(count: u64, all: u64) -> String {
    let tenths = u128::from(count) * 1000 / u128::from(all.max(1));
    match tenths {
        1000.. => "100%".to_owned(),
        0 => "<0.1%".to_owned(),
        _ => format!("{}.{}%", tenths / 10, tenths % 10),
    }
}

/// A number as people read it: `1,204`.
#[must_use]
pub fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn counted(count: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// Bytes with a unit, to a decimal: `1.5 GiB`.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let unit = (bytes.ilog2() / 10) as usize;
    let tenths = (u128::from(bytes) * 10) >> (10 * unit);
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit - 1])
}

/// How many columns a text takes.
fn columns(text: &str) -> usize {
    // For most it need not be asked of each character.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) { text.len() } else { display_width(text) }
}

/// As much of a text as fits into some columns.
fn clip(text: Cow<'_, str>, columns: usize) -> Cow<'_, str> {
    // A character has two columns at most, and one byte at least; longer texts need not be looked at.
    let near = text.floor_char_boundary(columns * 4 + 1);
    if near == text.len() && display_width(&text) <= columns {
        return text;
    }
    // One is for the sign that says so.
    let mut used = 1;
    let fits = |c: &char| {
        used += display_width(c.encode_utf8(&mut [0; 4]));
        used <= columns
    };
    Cow::Owned(text[..near].chars().take_while(fits).chain(['…']).collect())
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::scan::summary::{Ambiguous, Summary};

    #[expect(clippy::unnecessary_wraps, reason = "it is for optional fields")]
    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    fn counts(list: &[(&str, u64)]) -> BTreeMap<String, u64> {
        list.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect()
    }

    fn seen(count: u64, first: &str, last: &str, files: &[(&str, u64)], by: &[(&str, u64)], sample: &str) -> Sighted {
        Sighted { count, first: first.parse().ok(), last: last.parse().ok(), files: counts(files), by: counts(by), sample: text(sample) }
    }

    fn example() -> Summary {
        let mut summary = Summary::merge([]).unwrap();
        summary.by = Some(By::Service);
        summary.totals.bytes = 3_435_973_836;
        summary.totals.findings = 1_968;
        summary.totals.over_cap = 1;
        summary.totals.sources.read = 3;
        summary.totals.sources.failed = 1;
        summary.totals.more_unlisted = 12;
        let files: &[_] = &[("app.log", 900), ("app.log.1.gz", 304)];
        summary.entries = vec![
            EntryCount {
                id: text("acme/ACM-409/shelf-taken"),
                code: text("ACM-409"),
                provider: text("acme"),
                title: text("Shelf is taken by another order of the same customer"),
                fix: text("Release the order that holds the shelf, or name a free shelf in `shelf`."),
                retryable: Some(true),
                seen: seen(
                    1204,
                    "2026-03-01T12:00:00.123Z",
                    "2026-03-02T08:11:09.456Z",
                    files,
                    &[("report-svc", 800), ("web", 404)],
                    r#"2026-03-01T12:00:00.123Z ERROR {"errorCode":"ACM-409","errorMessage":"Shelf B7 is held by order 4711","token":"[redacted]"}"#,
                ),
                ..EntryCount::default()
            },
            EntryCount {
                verdict: Some(Ambiguous::Ambiguous),
                ids: ["bill", "cage", "order", "rack", "site"].map(|slug| format!("acme/ACM-404/{slug}")).to_vec(),
                code: text("ACM-404"),
                provider: text("acme"),
                seen: seen(
                    752,
                    "2026-03-01T12:00:01Z",
                    "2026-03-01T13:00:00Z",
                    &[("app.log", 752)],
                    &[("web", 752)],
                    "ACM-404 \u{1b}[31mnot found",
                ),
                ..EntryCount::default()
            },
            EntryCount {
                id: text("http/502"),
                title: text("Bad gateway"),
                seen: seen(1, "x", "x", &[], &[], "502"),
                ..EntryCount::default()
            },
        ];
        summary.unlisted = vec![UnlistedCount {
            code: "ACM-777".to_owned(),
            family: text("acme/acm"),
            seen: seen(11, "2026-03-01T12:00:01Z", "2026-03-01T12:00:01Z", &[("app.log", 11)], &[], "x"),
            statuses: [(409, 10), (500, 1)].into(),
            messages: ["Rack R1 is locked by a technician until the work on it is done".to_owned(), "Rack R2 is locked".to_owned()].into(),
        }];
        summary
    }

    fn plain(width: usize) -> String {
        shown(&example(), Some(Duration::from_millis(1400)), width)
    }

    fn shown(summary: &Summary, took: Option<Duration>, width: usize) -> String {
        let mut out = String::new();
        let Ok(()) = render(summary, took, width, |piece| {
            out += piece;
            Ok::<(), Infallible>(())
        });
        anstream::adapter::strip_str(&out).to_string()
    }

    #[test]
    fn a_summary_at_80() {
        insta::assert_snapshot!(plain(80));
    }

    #[test]
    fn a_summary_at_40() {
        insta::assert_snapshot!(plain(40));
    }

    #[test]
    fn lines_fit_and_are_harmless() {
        for width in [0, 32, 40, 79, 80, 200] {
            let shown = plain(width);
            assert!(!shown.contains(|c: char| c.is_control() && c != '\n'));
            for line in shown.lines().filter(|_| width >= 40) {
                assert!(display_width(line) <= width, "{width}: {line}");
            }
        }
        let nothing = shown(&Summary::merge([]).unwrap(), None, 80);
        assert_eq!(nothing, "No known error was found.\n0 findings in 0 B of 0 inputs\n");
    }

    #[test]
    fn figures_are_short() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!([1023, 1024, 1536, 1 << 30, u64::MAX].map(size), ["1023 B", "1.0 KiB", "1.5 KiB", "1.0 GiB", "15.9 EiB"]);
        assert_eq!([(1, 3), (3, 3), (1, 5000), (0, 0)].map(|(count, all)| share(count, all)), ["33.3%", "100%", "<0.1%", "<0.1%"]);
        assert_eq!(clip("ääää".into(), 3), "ää…");
        assert_eq!(clip("ääää".into(), 4), "ääää");
        assert_eq!(clip("日本語".into(), 4), "日…");
    }
}
