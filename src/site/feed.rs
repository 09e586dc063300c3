//! For programs that walk the site: `sitemap.xml`, and `feed.xml`, the entries that came or went (Atom, RFC 4287).
//!
//! Both need the site's address on the web. Dates are those of the catalog, or the one that was given: never that of the build.

use std::fmt::Write;

use super::Site;
use super::templates::escape;

/// The most entries of the feed.
const MOST_ENTRIES: usize = 100;
/// The day of a feed in which nothing has a date.
const NO_DAY: &str = "1970-01-01";

impl Site<'_> {
    /// All pages (sitemaps.org), for search engines.
    pub(super) fn sitemap(&self, base: &str) -> String {
        let mut out =
            String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
        for address in self.addresses() {
            // Writing to a String does not fail.
            let _ = writeln!(out, "<url><loc>{}</loc></url>", escape(&format!("{base}{address}")));
        }
        out + "</urlset>\n"
    }

    /// What came and went, the latest first.
    pub(super) fn feed(&self, base: &str) -> String {
        let mut changes = self.changes();
        changes.sort_by(|a, b| (&b.day, a.entry).cmp(&(&a.day, b.entry)));
        changes.truncate(MOST_ENTRIES);
        let given = self.options.date.map(day_of);
        let last = changes.first().map(|change| change.day.clone()).max(given).unwrap_or_else(|| NO_DAY.to_owned());
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<title>API errors, explained</title>\n\
             <id>{0}</id>\n<link href=\"{0}\"/>\n<link rel=\"self\" href=\"{0}feed.xml\"/>\n<updated>{last}T00:00:00Z</updated>\n\
             <author><name>errdex</name></author>\n",
            escape(base)
        );
        for change in &changes {
            self.change(change, base, &mut out);
        }
        out + "</feed>\n"
    }

    fn change(&self, change: &Change, base: &str, out: &mut String) {
        let known = &self.atlas.entries[change.entry];
        let place = self.atlas.place(change.entry);
        let anchor = place.anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
        let url = escape(&format!("{base}{}{anchor}", place.address));
        let (verb, word) = if change.retired { ("retired", "Retired: ") } else { ("since", "") };
        let title = escape(&format!("{word}{}: {}", known.id, known.record.entry.title));
        let summary = escape(&known.record.entry.fix);
        // The same entry may come and go: the ids of the two differ.
        let id = escape(&format!("{base}{}?{verb}={}{anchor}", place.address, change.day));
        let _ = writeln!(
            out,
            "<entry><title>{title}</title><id>{id}</id><link href=\"{url}\"/><updated>{}T00:00:00Z</updated><summary>{summary}</summary></entry>",
            change.day
        );
    }

    fn changes(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        for (number, known) in self.atlas.entries.iter().enumerate() {
            let entry = &known.record.entry;
            let since = entry.since.as_deref().and_then(day);
            let gone = entry.retired.as_ref().and_then(|retired| retired.on.as_deref()).and_then(day);
            changes.extend(since.map(|day| Change { entry: number, day, retired: false }));
            changes.extend(gone.map(|day| Change { entry: number, day, retired: true }));
        }
        changes
    }
}

struct Change {
    entry: usize,
    day: String,
    retired: bool,
}

/// A date of the catalog, if it is one: versions are none.
fn day(text: &str) -> Option<String> {
    let text = text.trim();
    let numbers: Vec<u32> = text.split('-').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [_, month, day] = numbers[..] else { return None };
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    (shaped && (1..=12).contains(&month) && (1..=31).contains(&day)).then(|| text.to_owned())
}

/// The day of a number of seconds since 1970, in the calendar that repeats every 400 years.
fn day_of(seconds: u64) -> String {
    const DAYS_OF_400_YEARS: u64 = 146_097;
    // From the first of March of the year 0 on, so that the leap day is a year's last.
    let days = seconds / 86_400 + 719_468;
    let (era, day) = (days / DAYS_OF_400_YEARS, days % DAYS_OF_400_YEARS);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let in_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * in_year + 2) / 153;
    let day = in_year - (153 * month + 2) / 5 + 1;
    let (year, month) = (era * 400 + year + u64::from(month >= 10), if month < 10 { month + 3 } else { month - 9 });
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dates_are_dates() {
        assert_eq!(day("2026-01-31"), Some("2026-01-31".to_owned()));
        for no in ["", "v4", "2026-1-31", "2026-13-01", "2026-01-00", "26-01-31xx", "+026-01-31"] {
            assert_eq!(day(no), None, "{no}");
        }
    }

    #[test]
    fn seconds_become_days() {
        for (seconds, expect) in
            [(0, "1970-01-01"), (951_782_400, "2000-02-29"), (1_735_689_599, "2024-12-31"), (4_107_542_400, "2100-03-01")]
        {
            assert_eq!(day_of(seconds), expect);
        }
    }
}
