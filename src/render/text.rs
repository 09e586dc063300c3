//! An explanation for a terminal: the verdict first, then the place in the capture, cause, fix and steps.
//!
//! Colors are ANSI escapes; the caller strips them where they are not wanted.

use std::borrow::Cow;

use anstyle::{AnsiColor, Style};
use textwrap::WordSplitter;
use textwrap::core::display_width;

use crate::explain::{BlameView, Brief, CandidateView, DetailView, Explanation, FindingView, Forgiven, Listing, Place, Topic};
use crate::matcher::Verdict;
use crate::span::{LineIndex, Span};

use super::snippet::{self, Mark};
use super::{Extent, printable};

const CODE: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const LABEL: Style = AnsiColor::Cyan.on_default();
const GOOD: Style = AnsiColor::Green.on_default();
const UNSURE: Style = AnsiColor::Yellow.on_default();
/// The column at which the text behind a label starts.
const INDENT: usize = 9;
/// The most pieces of a request that are marked for one finding.
const MOST_BLAMED: usize = 4;
/// The fewest columns of a message that are marked.
const MIN_MARK: usize = 16;
/// The columns that names of entries have at least and at most in a table.
const MIN_NAME: usize = 14;
const MAX_NAME: usize = 40;
/// From this many findings on, those not to act on are told in two lines.
const MANY: usize = 3;

/// The window to write for.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    /// Columns.
    pub width: usize,
    /// How much to show.
    pub extent: Extent,
    /// Whether the terminal knows hyperlinks (OSC 8).
    pub links: bool,
}

/// Renders an explanation; `text` is the redacted text that its places point into.
#[must_use]
pub fn render(explanation: &Explanation, text: &str, screen: Screen) -> String {
    let mut page = Page { out: String::new(), screen, text, index: LineIndex::new(text), name: &explanation.input.name };
    if let Some(listing) = &explanation.listing {
        page.listing(listing);
    }
    let many = explanation.findings.len() >= MANY;
    for (i, finding) in explanation.findings.iter().enumerate() {
        let aside = many && explanation.primary != Some(i) && screen.extent != Extent::Full;
        page.finding(finding, if aside { Extent::Brief } else { screen.extent });
    }
    page.forgiven(&explanation.diagnostics);
    if explanation.more > 0 {
        page.line(DIM, &format!("and {} more; only the first {} are explained", explanation.more, explanation.findings.len()));
    }
    page.out
}

struct Page<'t> {
    out: String,
    screen: Screen,
    text: &'t str,
    index: LineIndex,
    name: &'t str,
}

impl Page<'_> {
    fn finding(&mut self, finding: &FindingView, extent: Extent) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.headline(finding);
        if extent != Extent::Brief {
            self.snippet(finding);
            self.answer(finding);
        }
        match finding.verdict {
            Verdict::Unlisted => self.unlisted(finding, extent),
            Verdict::Drifted => self.drifted(finding),
            _ => {}
        }
        match &finding.candidates[..] {
            [] => {}
            [only] => {
                if extent != Extent::Brief {
                    self.checks(finding, only);
                }
                self.candidate(only, extent);
            }
            several => self.several(finding, several, extent),
        }
    }

    /// `CODE  title        status · verdict by evidence`, on two lines where one is too short.
    fn headline(&mut self, finding: &FindingView) {
        let code = finding.code.as_deref().map(printable).unwrap_or_default();
        let title = printable(&finding.title()).into_owned();
        let verdict = verdict(finding);
        let left = display_width(&code) + 2 * usize::from(!code.is_empty()) + display_width(&title);
        let style = if finding.verdict == Verdict::Matched { GOOD } else { UNSURE };
        let gap = if code.is_empty() { "" } else { "  " };
        if left + 2 + display_width(&verdict) <= self.screen.width {
            let space = " ".repeat(self.screen.width - left - display_width(&verdict));
            let code = self.link(finding, &code);
            self.out += &format!("{CODE}{code}{CODE:#}{gap}{title}{space}{style}{verdict}{style:#}\n");
            return;
        }
        let behind_code = " ".repeat(display_width(&code) + gap.len());
        let lines = wrap(&title, self.screen.width, &behind_code, "  ");
        let first = lines.first().map_or("", |line| line.trim_start());
        let code = self.link(finding, &code);
        self.out += &format!("{CODE}{code}{CODE:#}{gap}{first}\n");
        lines.iter().skip(1).for_each(|line| self.out += &format!("{line}\n"));
        for line in wrap(&verdict, self.screen.width, "  ", "  ") {
            self.out += &format!("{style}{line}{style:#}\n");
        }
    }

    /// A code that leads to where the provider documents it, on terminals that know links.
    fn link(&self, finding: &FindingView, code: &str) -> String {
        match finding.candidates.first().and_then(|first| first.url.as_deref()) {
            Some(url) if self.screen.links && !code.is_empty() => hyperlink(url, code),
            _ => code.to_owned(),
        }
    }

    /// The lines of the capture to look at: those of the request, if it is there, or else those of code and message.
    fn snippet(&mut self, finding: &FindingView) {
        if self.blame(finding) {
            return;
        }
        let Some(place) = finding.span else { return };
        let mark = |start, end, primary| Mark { span: Span::new(start, end), label: String::new(), primary };
        let room = self.room();
        let end = self.text.floor_char_boundary(place.end.min(place.start + room));
        let mut marks = vec![mark(place.start, end, true)];
        // A message on the same line is marked if both marks fit on the screen.
        let fits = |message: &Place| message.line != place.line || message.end.abs_diff(place.start) <= room;
        let message = finding.message_place.filter(|message| message.start != place.start && fits(message));
        // On another line it is marked as far as both fit.
        let columns = |message: &Place| room.saturating_sub(message.column.saturating_sub(place.column) + 1).max(MIN_MARK);
        let end = |message: &Place| self.text.floor_char_boundary(message.end.min(message.start + columns(message)));
        marks.extend(message.map(|message| mark(message.start, end(&message).max(message.start), false)));
        self.draw(place, &marks);
    }

    /// The columns that a snippet has for the text.
    fn room(&self) -> usize {
        self.screen.width.saturating_sub(snippet::GUTTER)
    }

    fn draw(&mut self, place: Place, marks: &[Mark]) {
        self.out += &format!("{DIM}  --> {}:{}:{}{DIM:#}\n", printable(self.name), place.line, place.column);
        self.out += &snippet::draw(self.text, &self.index, marks, self.screen.width);
        self.out.push('\n');
    }

    /// The pieces of the request to change, each with its name; `false` if none is in the capture.
    fn blame(&mut self, finding: &FindingView) -> bool {
        let placed: Vec<(&BlameView, Place)> =
            finding.blame.iter().filter_map(|blame| Some((blame, blame.span?))).take(MOST_BLAMED).collect();
        let Some(&(_, first)) = placed.first() else { return false };
        let room = self.room();
        let marks = placed.iter().map(|(blame, place)| {
            let end = self.text.floor_char_boundary(place.end.min(place.start + room).max(place.start + 1));
            let label = printable(last_step(&blame.name)).into_owned();
            Mark { span: Span::new(place.start, end), label, primary: blame.part == placed[0].0.part }
        });
        let marks: Vec<Mark> = marks.collect();
        self.draw(first, &marks);
        true
    }

    fn candidate(&mut self, candidate: &CandidateView, extent: Extent) {
        if extent != Extent::Brief {
            self.labeled("cause", &candidate.cause.to_string());
        }
        self.labeled("fix", &candidate.fix.to_string());
        if extent == Extent::Brief {
            return;
        }
        if let Some(steps) = candidate.steps.as_ref().filter(|_| extent == Extent::Full) {
            self.block("steps", steps);
        }
        for case in &candidate.cases {
            self.verbatim("bad", &case.bad);
            self.verbatim("good", &case.good);
        }
        if candidate.retryable == Some(true) {
            self.labeled("retry", "The same request may succeed later.");
        }
        if let Some(retired) = &candidate.retired {
            self.labeled("retired", retired);
        }
        if extent == Extent::Full {
            self.rest(candidate);
        }
        let more = match (extent, &candidate.catalog) {
            (Extent::Full, _) => None,
            (_, Some(catalog)) => Some(format!("errdex explain {} --catalog {} --full", candidate.id, printable(catalog))),
            (_, None) => Some(format!("errdex explain {} --full", candidate.id)),
        };
        if let Some(more) = more {
            self.verbatim("more", &more);
        }
    }

    /// What the request lacks; or, where there is no request, what to look at in it.
    fn checks(&mut self, finding: &FindingView, candidate: &CandidateView) {
        let missing: Vec<String> = finding.blame.iter().filter(|blame| blame.span.is_none()).map(piece_name).collect();
        if !missing.is_empty() {
            self.labeled("lacks", &format!("the request has no {}", missing.join(", ")));
        }
        if !finding.blame.is_empty() {
            return;
        }
        let checks: Vec<String> = candidate.check.iter().map(|check| format!("{} {}", check.part.name(), check.name)).collect();
        if !checks.is_empty() {
            self.labeled("check", &format!("of the request: {}", checks.join(", ")));
        }
    }

    /// What only the full explanation shows.
    fn rest(&mut self, candidate: &CandidateView) {
        let optional = [("says", &candidate.description), ("message", &candidate.message), ("note", &candidate.notes)];
        for (label, text) in optional {
            if let Some(text) = text {
                self.labeled(label, text);
            }
        }
        for operation in &candidate.operations {
            self.labeled("call", operation);
        }
        for example in &candidate.examples {
            for (label, text) in [("request", example.request.as_deref()), ("answer", Some(example.response.as_str()))] {
                if let Some(text) = text {
                    self.verbatim(label, text);
                }
            }
            if let Some(correction) = &example.correction {
                self.labeled("correct", correction);
            }
        }
        if let Some(url) = &candidate.url {
            let shown = printable(url);
            let shown = if self.screen.links { hyperlink(&shown, &shown) } else { shown.into_owned() };
            self.out += &format!(" {LABEL}{:<7}{LABEL:#} {shown}\n", "url");
        }
        self.labeled("source", &candidate.source);
        if let Some(catalog) = &candidate.catalog {
            self.labeled("catalog", catalog);
        }
        self.labeled("id", &candidate.id);
    }

    fn several(&mut self, finding: &FindingView, candidates: &[CandidateView], extent: Extent) {
        let topic = finding.question.as_ref().map(|question| question.about);
        if let Some(question) = &finding.question {
            self.labeled("ask", question.text);
        }
        for (i, candidate) in candidates.iter().enumerate() {
            self.out.push('\n');
            self.numbered(i + 1, candidate);
            if extent == Extent::Full {
                self.candidate(candidate, extent);
                continue;
            }
            if let Some((label, answer)) = topic.and_then(|topic| answer(topic, candidate)) {
                self.labeled(label, &answer);
            }
            if extent != Extent::Brief {
                self.labeled("cause", &candidate.cause.to_string());
            }
            self.labeled("fix", &candidate.fix.to_string());
            self.verbatim("more", &format!("errdex explain {}", candidate.id));
        }
    }

    /// `  1  Title  403`
    fn numbered(&mut self, number: usize, candidate: &CandidateView) {
        let title = printable(&candidate.title);
        let status = candidate.status.map(|status| status.to_string()).unwrap_or_default();
        let text = format!("{title}  {status}");
        let lines = wrap(text.trim_end(), self.screen.width, "     ", "     ");
        let last = lines.len() - 1;
        for (at, line) in lines.iter().enumerate() {
            let number = if at == 0 { format!("{number:>3}") } else { " ".repeat(3) };
            let line = line.trim_start();
            let (title, status) = if at == last { line.split_at(line.len() - status.len()) } else { (line, "") };
            self.out += &format!("{number}  {CODE}{title}{CODE:#}{DIM}{status}{DIM:#}\n");
        }
    }

    fn drifted(&mut self, finding: &FindingView) {
        self.labeled("drift", "The code is known, its message is not the documented one:");
        if let Some(message) = &finding.message {
            self.labeled("got", message);
        }
        for candidate in &finding.candidates {
            if let Some(message) = &candidate.message {
                self.labeled("known", message);
            }
        }
    }

    fn unlisted(&mut self, finding: &FindingView, extent: Extent) {
        // Otherwise the snippet shows it.
        if let Some(message) = finding.message.as_ref().filter(|_| extent == Extent::Brief) {
            self.labeled("got", message);
        }
        if let Some(family) = &finding.family {
            let title = family.title.as_deref().map(|title| format!(" ({title})")).unwrap_or_default();
            self.labeled(
                "means",
                &format!("{}; inferred from the parts of the code, family {}{title}", family.meanings.join(", "), family.id),
            );
        }
        if !finding.nearest.is_empty() {
            self.labeled("near", "Did you mean one of these?");
            self.briefs(&finding.nearest);
        }
    }

    /// What the capture itself adds: details, the provider's words, the id for its support.
    fn answer(&mut self, finding: &FindingView) {
        for detail in &finding.details {
            self.labeled("detail", &detail_line(detail));
        }
        if let Some(description) = &finding.description {
            self.labeled("says", description);
        }
        if let Some(correlation) = &finding.correlation {
            self.labeled("log id", &format!("{correlation} (for the provider's support)"));
        }
    }

    fn listing(&mut self, listing: &Listing) {
        let count = match listing.entries.len() {
            1 => "1 entry begins".to_owned(),
            count => format!("{count} entries begin"),
        };
        let heading = format!("{count} with {}", printable(&listing.prefix));
        self.line(CODE, &heading);
        self.briefs(&listing.entries);
    }

    /// A table of entries: code or id, status, title. Of codes with several entries the ids are shown, which tell them apart.
    fn briefs(&mut self, list: &[Brief]) {
        let has_twin = |brief: &Brief| brief.code.is_some() && list.iter().filter(|other| other.code == brief.code).count() > 1;
        let name = |brief: &Brief| match &brief.code {
            Some(code) if !has_twin(brief) => printable(code).into_owned(),
            _ => printable(&brief.id).into_owned(),
        };
        let names: Vec<String> = list.iter().map(name).collect();
        let columns = names.iter().map(|name| display_width(name)).max().unwrap_or(0).clamp(MIN_NAME, MAX_NAME);
        for (name, brief) in names.iter().zip(list) {
            let status = brief.status.map(|status| status.to_string()).unwrap_or_default();
            self.out += &format!("   {CODE}{name:<columns$}{CODE:#} {DIM}{status:>3}{DIM:#}  {}\n", printable(&brief.title));
        }
    }

    /// What was wrong with the text and could be read all the same, in a line or two.
    fn forgiven(&mut self, forgiven: &[Forgiven]) {
        const MOST: usize = 3;
        if self.screen.extent == Extent::Brief || self.out.is_empty() {
            return;
        }
        let mut told: Vec<String> = forgiven.iter().take(MOST).map(told).collect();
        if forgiven.len() > MOST {
            told.push(format!("and {} more", forgiven.len() - MOST));
        }
        if !told.is_empty() {
            self.labeled("read as", &format!("if it were whole: {}", told.join("; ")));
        }
    }

    fn line(&mut self, style: Style, text: &str) {
        self.out += &format!("{style}{text}{style:#}\n");
    }

    /// ` label  text`, wrapped, the following lines below the text.
    fn labeled(&mut self, label: &str, text: &str) {
        let text = printable(text);
        let (first, others) = (" ".repeat(INDENT), " ".repeat(INDENT + list_marker(&text)));
        for (i, line) in wrap(&text, self.screen.width.max(INDENT + 20), &first, &others).iter().enumerate() {
            if i == 0 {
                self.out += &format!(" {LABEL}{label:<7}{LABEL:#} {}\n", line.trim_start());
            } else {
                self.out += &format!("{line}\n");
            }
        }
    }

    /// Several lines of our own Markdown: each wrapped by itself, continued below its own text.
    fn block(&mut self, label: &str, text: &str) {
        for (i, line) in text.lines().filter(|line| !line.trim().is_empty()).enumerate() {
            if i == 0 {
                self.labeled(label, line);
            } else {
                self.labeled("", line);
            }
        }
    }

    /// Lines as they are: a command to copy must not be broken.
    fn verbatim(&mut self, label: &str, text: &str) {
        for (i, line) in text.trim_end().lines().enumerate() {
            let label = if i == 0 { label } else { "" };
            self.out += &format!(" {LABEL}{label:<7}{LABEL:#} {}\n", printable(line));
        }
    }
}

/// The width of `1. ` or `- ` at the start of a list item, below which its text goes on.
fn list_marker(text: &str) -> usize {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    match &text[digits..] {
        rest if digits > 0 && rest.starts_with(". ") => digits + 2,
        rest if digits == 0 && (rest.starts_with("- ") || rest.starts_with("* ")) => 2,
        _ => 0,
    }
}

/// Breaks at spaces only: a code or an address that is broken cannot be copied.
pub(super) fn wrap<'t>(text: &'t str, width: usize, first: &'t str, others: &'t str) -> Vec<Cow<'t, str>> {
    let options = textwrap::Options::new(width).initial_indent(first).subsequent_indent(others);
    textwrap::wrap(text, options.word_splitter(WordSplitter::NoHyphenation).break_words(false))
}

fn told(forgiven: &Forgiven) -> String {
    let place = forgiven.span.map(|place| format!(" at {}:{}", place.line, place.column)).unwrap_or_default();
    format!("{}{place}", forgiven.message)
}

/// A text that leads to an address when it is clicked (OSC 8, which terminals without it ignore).
fn hyperlink(url: &str, text: &str) -> String {
    format!("\u{1b}]8;;{}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\", printable(url))
}

/// The last step of the way to a field, which is what people call it.
fn last_step(name: &str) -> &str {
    name.rsplit('.').find(|step| !step.is_empty()).unwrap_or(name)
}

/// `header Authorization`
fn piece_name(blame: &BlameView) -> String {
    format!("{} {}", blame.part.trim_start_matches("request."), blame.name)
}

fn verdict(finding: &FindingView) -> String {
    let status = finding.status.or(match &finding.candidates[..] {
        [only] => only.status,
        _ => None,
    });
    let status = status.map(|status| format!("{status} · ")).unwrap_or_default();
    let evidence: Vec<&str> =
        finding.candidates.first().iter().flat_map(|first| first.evidence.iter().map(|evidence| evidence.name())).collect();
    let by = match finding.verdict {
        Verdict::Matched | Verdict::Ambiguous if !evidence.is_empty() => format!(" by {}", evidence.join(", ")),
        _ => String::new(),
    };
    format!("{status}{}{by}", finding.verdict.name())
}

fn answer(topic: Topic, candidate: &CandidateView) -> Option<(&'static str, String)> {
    match topic {
        Topic::Message => Some(("message", candidate.message.clone()?)),
        Topic::Status => Some(("status", candidate.status?.to_string())),
        Topic::Operation => Some(("call", candidate.operations.join(", "))),
        Topic::Check => {
            let checks: Vec<String> = candidate.check.iter().map(|check| format!("{} {}", check.part.name(), check.name)).collect();
            Some(("check", checks.join(", ")))
        }
    }
}

fn detail_line(detail: &DetailView) -> String {
    let value = detail.value.as_ref().map(|value| format!(" = {value}")).unwrap_or_default();
    match (&detail.property, &detail.reason) {
        (Some(property), Some(reason)) => format!("{property}{value}: {reason}"),
        (Some(property), None) => format!("{property}{value}"),
        (None, reason) => format!("{}{value}", reason.as_deref().unwrap_or_default()),
    }
}
