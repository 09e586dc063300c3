//! Markdown of catalogs and guides: as HTML, and as Markdown without the parts that could do something.
//!
//! Markup in it is shown as text, images are not loaded, and links lead to the web or to pages that there are: whoever writes a
//! catalog can put text on a page and nothing else.

use std::collections::HashMap;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::render::printable;

/// Where a link leads, given as it was written; `None` if nowhere, then its text stands alone.
pub(super) type Resolve<'r> = &'r dyn Fn(&str) -> Option<String>;

/// What the headings of a text are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Headings {
    /// Parts of a section of a page: none is above the fourth level, and none can be linked to.
    Below,
    /// Those of the page itself; each has an anchor.
    Own,
}

/// A text as HTML.
pub(super) fn to_html(text: &str, headings: Headings, resolve: Resolve<'_>) -> String {
    let mut writer = Writer { resolve, headings, links: Vec::new(), anchors: Anchors::default(), out: Vec::new() };
    let mut events: Vec<Event<'_>> = Parser::new_ext(text, options()).collect();
    if headings == Headings::Own {
        name_headings(&mut events, &mut writer.anchors);
    }
    for event in without_comments(events) {
        writer.event(event);
    }
    let mut out = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut out, writer.out.into_iter());
    out
}

fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH
}

/// Comments are nobody's to read. Other markup stays, and is shown.
fn without_comments(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut kept: Vec<Event<'_>> = Vec::with_capacity(events.len());
    let mut block: Option<(usize, String)> = None;
    for event in events {
        match (&event, &mut block) {
            (Event::Start(Tag::HtmlBlock), _) => block = Some((kept.len(), String::new())),
            (Event::Html(text), Some((_, whole))) => *whole += text,
            (Event::InlineHtml(text), _) if is_comment(text) => continue,
            _ => {}
        }
        let ends = matches!(event, Event::End(TagEnd::HtmlBlock));
        kept.push(event);
        if let Some((start, _)) = block.take_if(|(_, whole)| ends && is_comment(whole)) {
            kept.truncate(start);
        }
    }
    kept
}

fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.starts_with("<!--") && html.find("-->").is_some_and(|end| end + 3 == html.len())
}

/// Whether an address leads to the web.
pub(super) fn is_web(address: &str) -> bool {
    let scheme = |scheme: &str| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    (scheme("https://") || scheme("http://")) && !address.contains(|c: char| c.is_control() || c.is_whitespace())
}

/// A text of several lines without control characters.
pub(super) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push('\n');
        }
        out += &printable(line.strip_suffix('\r').unwrap_or(line));
    }
    out
}

struct Writer<'r, 't> {
    resolve: Resolve<'r>,
    headings: Headings,
    /// For each open link whether it is one.
    links: Vec<bool>,
    anchors: Anchors,
    out: Vec<Event<'t>>,
}

impl<'t> Writer<'_, 't> {
    fn event(&mut self, event: Event<'t>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.out.push(Event::Text(visible(&text).into())),
            Event::Code(text) => self.out.push(Event::Code(visible(&text).into())),
            Event::SoftBreak | Event::HardBreak | Event::Rule => self.out.push(event),
            // The others come with options that are not set.
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'t>) {
        match tag {
            Tag::HtmlBlock => self.out.push(Event::Start(Tag::Paragraph)),
            Tag::Heading { level, id, .. } => {
                let level = self.level(level);
                self.out.push(Event::Start(Tag::Heading { level, id, classes: Vec::new(), attrs: Vec::new() }));
            }
            Tag::CodeBlock(kind) => self.out.push(Event::Start(Tag::CodeBlock(harmless(&kind)))),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => self.link(&dest_url),
            Tag::Table(columns) => {
                self.out.push(Event::Html("<div class=\"scroll\" role=\"group\" aria-label=\"Table\" tabindex=\"0\">".into()));
                // Alignments would be inline styles, which the pages forbid.
                self.out.push(Event::Start(Tag::Table(vec![Alignment::None; columns.len()])));
            }
            tag => self.out.push(Event::Start(tag)),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::HtmlBlock => self.out.push(Event::End(TagEnd::Paragraph)),
            TagEnd::Heading(level) => self.out.push(Event::End(TagEnd::Heading(self.level(level)))),
            TagEnd::Link | TagEnd::Image => {
                if self.links.pop() == Some(true) {
                    self.out.push(Event::End(TagEnd::Link));
                }
            }
            TagEnd::Table => {
                self.out.push(Event::End(tag));
                self.out.push(Event::Html("</div>".into()));
            }
            tag => self.out.push(Event::End(tag)),
        }
    }

    /// An image is a link to it; within a link it is its text.
    fn link(&mut self, to: &str) {
        let inside = self.links.contains(&true);
        let to = if is_web(to) { Some(to.to_owned()) } else { (self.resolve)(to) };
        let link = to.filter(|_| !inside);
        self.links.push(link.is_some());
        if let Some(to) = link {
            let link = Tag::Link { link_type: pulldown_cmark::LinkType::Inline, dest_url: to.into(), title: "".into(), id: "".into() };
            self.out.push(Event::Start(link));
        }
    }

    fn level(&self, level: HeadingLevel) -> HeadingLevel {
        match (self.headings, level) {
            (Headings::Own, level) => level,
            (Headings::Below, HeadingLevel::H1) => HeadingLevel::H4,
            (Headings::Below, HeadingLevel::H2) => HeadingLevel::H5,
            (Headings::Below, _) => HeadingLevel::H6,
        }
    }
}

/// The kind of a block of code; its language becomes part of a class.
fn harmless<'t>(kind: &CodeBlockKind<'t>) -> CodeBlockKind<'t> {
    let CodeBlockKind::Fenced(info) = kind else { return CodeBlockKind::Indented };
    let language: String = info.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_+".contains(*c)).take(40).collect();
    CodeBlockKind::Fenced(language.into())
}

/// Gives each heading its anchor.
fn name_headings(events: &mut [Event<'_>], anchors: &mut Anchors) {
    let mut open: Option<usize> = None;
    let mut title = String::new();
    for at in 0..events.len() {
        match &events[at] {
            Event::Start(Tag::Heading { .. }) => {
                open = Some(at);
                title.clear();
            }
            Event::Text(text) | Event::Code(text) if open.is_some() => title += text,
            Event::End(TagEnd::Heading(_)) => {
                if let Some(Event::Start(Tag::Heading { id, .. })) = open.take().map(|start| &mut events[start]) {
                    *id = Some(anchors.name(&title).into());
                }
            }
            _ => {}
        }
    }
}

/// Names of headings, as the sites that show repositories make them.
#[derive(Debug, Default)]
struct Anchors {
    seen: HashMap<String, usize>,
}

impl Anchors {
    fn name(&mut self, title: &str) -> String {
        let kept = title.to_lowercase();
        let kept: String = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_')).collect();
        let name = kept.trim().replace(' ', "-");
        let count = self.seen.entry(name.clone()).or_default();
        *count += 1;
        if *count == 1 { name } else { format!("{name}-{}", *count - 1) }
    }
}

/// The anchors of a text's headings.
pub(super) fn anchors(text: &str) -> Vec<String> {
    let mut events: Vec<Event<'_>> = Parser::new_ext(text, options()).collect();
    name_headings(&mut events, &mut Anchors::default());
    let named = events.into_iter().filter_map(|event| match event {
        Event::Start(Tag::Heading { id, .. }) => id.map(|id| id.to_string()),
        _ => None,
    });
    named.collect()
}

/// The text of the first heading.
pub(super) fn title(text: &str) -> Option<String> {
    let mut events = Parser::new_ext(text, options()).skip_while(|event| !matches!(event, Event::Start(Tag::Heading { .. })));
    events.next()?;
    let inside = events.take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
    let words = inside.filter_map(|event| match event {
        Event::Text(text) | Event::Code(text) => Some(text.to_string()),
        _ => None,
    });
    Some(words.collect()).filter(|title: &String| !title.trim().is_empty())
}

/// The links of a list, as `[Title](address)`, in order: a table of contents.
pub(super) fn contents(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(String, String)> = None;
    for event in Parser::new_ext(text, options()) {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => open = Some((String::new(), dest_url.to_string())),
            Event::Text(text) | Event::Code(text) => {
                if let Some((title, _)) = &mut open {
                    *title += &text;
                }
            }
            Event::End(TagEnd::Link) => found.extend(open.take()),
            _ => {}
        }
    }
    found
}

/// The same Markdown, harmless in whatever shows it: markup is escaped, also the braces that some read as code, and links that
/// lead nowhere are text.
pub(super) fn to_markdown(text: &str, resolve: Resolve<'_>) -> String {
    let text = visible(text);
    let mut edits: Vec<(usize, usize, String)> = Vec::new();
    let mut code_depth = 0_usize;
    for (event, range) in Parser::new_ext(&text, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code_depth += 1,
            Event::End(TagEnd::CodeBlock) => code_depth -= 1,
            Event::Text(_) | Event::Html(_) | Event::InlineHtml(_) if code_depth == 0 => escape_in(&text, range, &mut edits),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) if !is_web(&dest_url) => {
                let source = &text[range.clone()];
                match resolve(&dest_url) {
                    Some(to) => relink(source, range.start, &dest_url, &to, &mut edits),
                    None => edits.push((range.start, range.start, "\\".to_owned())),
                }
            }
            _ => {}
        }
    }
    apply(&text, edits)
}

/// The address of an inline link stands behind its text.
fn relink(source: &str, start: usize, from: &str, to: &str, edits: &mut Vec<(usize, usize, String)>) {
    if let Some(at) = source.rfind(from).filter(|_| source.ends_with(')')) {
        edits.push((start + at, start + at + from.len(), to.to_owned()));
    }
}

fn escape_in(text: &str, range: std::ops::Range<usize>, edits: &mut Vec<(usize, usize, String)>) {
    for (at, c) in text[range.clone()].char_indices().filter(|(_, c)| matches!(c, '<' | '{' | '}')) {
        let at = range.start + at;
        if !text[..at].ends_with('\\') {
            edits.push((at, at, "\\".to_owned()));
        }
        debug_assert!(c.is_ascii(), "an escape stands before punctuation");
    }
}

/// Applies edits; of two at one place the first counts.
fn apply(text: &str, mut edits: Vec<(usize, usize, String)>) -> String {
    edits.sort_by_key(|(start, end, _)| (*start, *end));
    let mut out = String::with_capacity(text.len() + edits.len() * 2);
    let mut at = 0;
    for (start, end, new) in edits {
        if start < at || (start == at && start > 0 && out.ends_with('\\') && new == "\\") {
            continue;
        }
        out += &text[at..start];
        out += &new;
        at = end;
    }
    out + &text[at..]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        to_html(text, Headings::Below, &|to| (to == "known").then(|| "../known/index.html".to_owned()))
    }

    #[test]
    fn markup_is_text_and_links_lead_somewhere() {
        let check = |text: &str, expect: &str| assert_eq!(html(text).trim_end(), expect, "{text}");
        check("a <b>c</b>", "<p>a &lt;b&gt;c&lt;/b&gt;</p>");
        check("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>");
        check("a <!-- b --> c\n\n<!-- d\ne -->\n", "<p>a  c</p>");
        check("<!-- a --> b", "<p>&lt;!-- a --&gt; b</p>");
        check("[a](javascript:x) [b](known) [c](unknown)", "<p>a <a href=\"../known/index.html\">b</a> c</p>");
        check("[a](HTTPS://x.y/?a&b)", "<p><a href=\"HTTPS://x.y/?a&amp;b\">a</a></p>");
        check("![a](https://x.y/z.png)", "<p><a href=\"https://x.y/z.png\">a</a></p>");
        check("[![a](https://x.y/z.png)](https://x.y)", "<p><a href=\"https://x.y\">a</a></p>");
        check("# a", "<h4>a</h4>");
        check("`\u{1b}[31m`", "<p><code>\u{241b}[31m</code></p>");
        check("```a\"b c\nx\n```", "<pre><code class=\"language-a\">x\n</code></pre>");
    }

    #[test]
    fn headings_have_the_anchors_that_people_link_to() {
        let html = to_html("# A `b` c!\n\n## Same\n\n## Same\n", Headings::Own, &|_| None);
        for anchor in ["<h1 id=\"a-b-c\">", "<h2 id=\"same\">", "<h2 id=\"same-1\">"] {
            assert!(html.contains(anchor), "{html}");
        }
    }

    #[test]
    fn markdown_is_made_harmless() {
        let resolve = |to: &str| (to == "known").then(|| "../known/index.md".to_owned());
        let check = |text: &str, expect: &str| assert_eq!(to_markdown(text, &resolve), expect, "{text}");
        check("a <b> `{x}` {y}", "a \\<b> `{x}` \\{y\\}");
        check("a \\<b>", "a \\<b>");
        check("[a](javascript:x)", "\\[a](javascript:x)");
        check("[a](known)", "[a](../known/index.md)");
        check("```\n<b>{x}\n```\n", "```\n<b>{x}\n```\n");
    }

    #[test]
    fn contents_are_links_in_order() {
        let found = contents("# Guide\n\n- [One](one.md)\n  - [`two`](a/two.md)\n");
        assert_eq!(found, [("One".to_owned(), "one.md".to_owned()), ("two".to_owned(), "a/two.md".to_owned())]);
        assert_eq!(title("text\n\n# The *title*\n"), Some("The title".to_owned()));
    }
}
