//! XML and HTML in a text: elements that are closed, read as documents; pages, freed of their tags.
//!
//! An element with elements or attributes in it is an object, one with text alone a string, by the name without its prefix.
//! Nothing outside of the text is ever read: entities of a DTD stay as they are.

use crate::span::Span;

use super::json::{Builder, Document};
use super::plain;

/// Markup in a text.
pub(super) struct Markup<'t> {
    pub(super) span: Span,
    pub(super) content: Content<'t>,
}

pub(super) enum Content<'t> {
    Xml(Document<'t>),
    /// The words of a page; places are bytes of the page.
    Page(plain::Plain),
}

/// A tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Tag<'t> {
    kind: TagKind,
    /// The name with its prefix.
    name: &'t str,
    /// All of it.
    span: Span,
    /// Between the name and the end.
    attributes: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TagKind {
    Open,
    Close,
    Empty,
    /// Comments, CDATA, declarations.
    Other,
}

/// How many open elements are looked at for the one that a tag closes.
const REACH: usize = 32;
/// Elements of HTML whose text is not for people.
const UNREAD: [&str; 3] = ["script", "style", "svg"];

/// The elements of a part of a text that are closed and in no other such, in order.
pub(super) fn roots(text: &str, part: Span) -> Vec<Span> {
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut closed: Vec<Span> = Vec::new();
    let mut at = part.start;
    while let Some(tag) = next_tag(text, at, part.end) {
        at = tag.span.end;
        match tag.kind {
            TagKind::Open => open.push((tag.name, tag.span.start)),
            TagKind::Empty => closed.push(tag.span),
            TagKind::Close => {
                let reach = open.len().saturating_sub(REACH);
                if let Some(index) = open[reach..].iter().rposition(|(name, _)| name.eq_ignore_ascii_case(tag.name)) {
                    let start = open[reach + index].1;
                    open.truncate(reach + index);
                    let inside = closed.iter().rev().take_while(|span| span.start > start).count();
                    closed.truncate(closed.len() - inside);
                    closed.push(Span::new(start, tag.span.end));
                }
            }
            TagKind::Other => {}
        }
    }
    cut_off(text, part, &open, &mut closed);
    closed
}

/// A document that was cut off: its first element, which is never closed, has closed ones in it.
fn cut_off(text: &str, part: Span, open: &[(&str, usize)], closed: &mut Vec<Span>) {
    let at_line_start = |start: usize| text[part.start..start].trim_end_matches([' ', '\t']).ends_with(['\n', '>']) || start == part.start;
    let root = open.iter().map(|&(_, start)| start).find(|&start| at_line_start(start));
    if let Some(root) = root.filter(|&root| closed.iter().any(|span| span.start > root)) {
        closed.retain(|span| span.start < root);
        closed.push(Span::new(root, part.end));
    }
}

/// Reads the element of a span that [`roots`] found.
pub(super) fn read(text: &str, span: Span) -> Option<Markup<'_>> {
    let first = next_tag(text, span.start, span.end)?;
    let content = if first.name.eq_ignore_ascii_case("html") { Content::Page(page(span.of(text))) } else { Content::Xml(xml(text, span)) };
    Some(Markup { span, content })
}

fn next_tag(text: &str, from: usize, end: usize) -> Option<Tag<'_>> {
    let mut at = from;
    loop {
        at += memchr::memchr(b'<', &text.as_bytes()[at..end])?;
        if let Some(tag) = tag(text, at, end) {
            return Some(tag);
        }
        at += 1;
    }
}

fn tag(text: &str, start: usize, end: usize) -> Option<Tag<'_>> {
    let rest = &text[start..end];
    let other = |length: usize| Tag { kind: TagKind::Other, name: "", span: Span::new(start, start + length), attributes: Span::default() };
    for (opening, closing, most) in
        [("<!--", "-->", MAX_COMMENT), ("<![CDATA[", "]]>", MAX_TAG), ("<?", "?>", MAX_COMMENT), ("<!", ">", MAX_COMMENT)]
    {
        if rest.starts_with(opening) {
            // What is never closed is no markup, and is not searched again for each sign of it.
            let window = &rest[..text.floor_char_boundary(start + rest.len().min(most)) - start];
            return window.find(closing).map(|at| other(at + closing.len()));
        }
    }
    let closing = rest.starts_with("</");
    let name_start = start + 1 + usize::from(closing);
    let name =
        text[name_start..end].split(|c: char| !is_name(c)).next().filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()))?;
    let name_end = name_start + name.len();
    let tag_end = attributes_end(text, name_end, end)?;
    let inside = Span::new(name_end, tag_end - 1);
    let kind = match (closing, inside.of(text).ends_with('/')) {
        (true, _) => TagKind::Close,
        (false, true) => TagKind::Empty,
        (false, false) => TagKind::Open,
    };
    Some(Tag { kind, name, span: Span::new(start, tag_end), attributes: inside })
}

/// The longest tag, in bytes.
const MAX_TAG: usize = 8 << 10;
/// The longest comment or declaration, in bytes. Each sign of one is searched so far, so it must not be much.
const MAX_COMMENT: usize = 512;

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, ':' | '_' | '-' | '.')
}

/// The offset behind the `>` of a tag; `None` if what stands before it are no attributes.
fn attributes_end(text: &str, from: usize, end: usize) -> Option<usize> {
    let mut at = from;
    let end = end.min(from + MAX_TAG);
    loop {
        let rest = text.as_bytes().get(at..end)?;
        match rest.first()? {
            b'>' => return Some(at + 1),
            b' ' | b'\t' | b'\n' | b'\r' | b'/' => at += 1,
            _ => at = attribute(text, at, end)?.1,
        }
    }
}

/// The name and value of an attribute, and the offset behind it.
fn attribute(text: &str, at: usize, end: usize) -> Option<((Span, Span), usize)> {
    let bytes = text.as_bytes();
    let name_end = at + bytes[at..end].iter().take_while(|&&byte| is_name(char::from(byte))).count();
    let name = Span::new(at, name_end);
    let blank = |from: usize| from + bytes[from..end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    let equals = blank(name_end);
    if name.is_empty() || bytes.get(equals) != Some(&b'=') {
        return None;
    }
    let value = blank(equals + 1);
    // Some quote twice, as in a field of CSV.
    let quote = *bytes.get(value).filter(|&&byte| value < end && (byte == b'"' || byte == b'\''))?;
    let twice = usize::from(
        bytes.get(value + 1) == Some(&quote) && bytes.get(value + 2).is_some_and(|&byte| byte != b'>' && byte != b' ' && byte != b'/'),
    );
    let inner = value + 1 + twice;
    let close = inner + memchr::memchr(quote, bytes.get(inner..end)?)?;
    Some(((name, Span::new(inner, close)), close + 1 + twice))
}

fn local(name: &str) -> usize {
    name.rfind(':').map_or(0, |colon| colon + 1)
}

/// Whether an attribute is part of the notation, and no value.
fn is_notation(name: &str) -> bool {
    name.starts_with("xmlns") || name.starts_with("xml:") || name.starts_with("xsi:")
}

fn xml(text: &str, span: Span) -> Document<'_> {
    let mut built = Builder::new(text, span.start);
    built.open(span.start);
    let mut depth: Vec<&str> = Vec::new();
    let mut at = span.start;
    while let Some(tag) = next_tag(text, at, span.end) {
        at = tag.span.end;
        if built.is_full() {
            break;
        }
        match tag.kind {
            TagKind::Open | TagKind::Empty => {
                let name_start = tag.span.start + 1;
                built.key(Span::new(name_start + local(tag.name), name_start + tag.name.len()));
                at = element(text, span.end, &tag, &mut built, &mut depth);
            }
            TagKind::Close => {
                let reach = depth.len().saturating_sub(REACH);
                if let Some(index) = depth[reach..].iter().rposition(|name| name.eq_ignore_ascii_case(tag.name)) {
                    while depth.len() > reach + index {
                        depth.pop();
                        built.close(tag.span.end);
                    }
                }
            }
            TagKind::Other => {}
        }
    }
    built.finish(span.end)
}

/// The value of an element: a string, or an object that is left open if it has elements. The offset to go on at.
fn element<'t>(text: &'t str, end: usize, tag: &Tag<'t>, built: &mut Builder<'t>, depth: &mut Vec<&'t str>) -> usize {
    let attributes = attributes(text, tag.attributes);
    let leaf = if tag.kind == TagKind::Open { leaf(text, tag, end) } else { None };
    if let Some((inner, brackets, behind)) = leaf.filter(|_| attributes.is_empty()) {
        built.string(inner, brackets);
        return behind;
    }
    built.open(tag.span.start);
    for (name, value) in attributes {
        built.key(Span::new(name.start + local(name.of(text)), name.end));
        built.string(value, (0, 0));
    }
    match leaf {
        Some((inner, brackets, behind)) => {
            let name_start = tag.span.start + 1;
            built.key(Span::new(name_start + local(tag.name), name_start + tag.name.len()));
            built.string(inner, brackets);
            built.close(behind);
            behind
        }
        None if tag.kind == TagKind::Empty => {
            built.close(tag.span.end);
            tag.span.end
        }
        None => {
            depth.push(tag.name);
            tag.span.end
        }
    }
}

fn attributes(text: &str, part: Span) -> Vec<(Span, Span)> {
    let mut found = Vec::new();
    let mut at = part.start;
    while at < part.end {
        match text.as_bytes()[at] {
            byte if byte.is_ascii_whitespace() || byte == b'/' => at += 1,
            _ => match attribute(text, at, part.end) {
                Some((pair, behind)) => {
                    found.push(pair);
                    at = behind;
                }
                None => break,
            },
        }
    }
    found.retain(|(name, _)| !is_notation(name.of(text)));
    found
}

/// The text of an element without elements, the bytes of its brackets, and the offset behind the element.
fn leaf(text: &str, tag: &Tag<'_>, end: usize) -> Option<(Span, (u8, u8), usize)> {
    const CDATA: (&str, &str) = ("<![CDATA[", "]]>");
    let start = tag.span.end;
    let first = start + (text[start..end].len() - text[start..end].trim_start().len());
    let closes = |next: Tag<'_>| next.kind == TagKind::Close && next.name.eq_ignore_ascii_case(tag.name);
    if text[first..end].starts_with(CDATA.0) {
        let inside = next_tag(text, first, end)?;
        let next = next_tag(text, inside.span.end, end).filter(|next| closes(*next))?;
        return Some((inside.span, (9, 3), next.span.end));
    }
    let next = next_tag(text, start, end).filter(|next| closes(*next))?;
    Some((Span::new(start, next.span.start), (0, 0), next.span.end))
}

/// The words of an HTML page: each tag a line end.
fn page(text: &str) -> plain::Plain {
    let mut built = plain::Builder::new(text);
    let mut at = 0;
    let mut unread: Option<&str> = None;
    while let Some(tag) = next_tag(text, at, text.len()) {
        if unread.is_none() {
            built.keep(Span::new(at, tag.span.start));
            built.replace(tag.span, "\n");
        }
        match tag.kind {
            TagKind::Open if UNREAD.iter().any(|name| name.eq_ignore_ascii_case(tag.name)) => unread = unread.or(Some(tag.name)),
            TagKind::Close if unread.is_some_and(|name| name.eq_ignore_ascii_case(tag.name)) => unread = None,
            _ => {}
        }
        at = tag.span.end;
    }
    if unread.is_none() {
        built.keep(Span::new(at, text.len()));
    }
    built.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, path: &[&str], expect: &str) {
        let roots = roots(text, Span::new(0, text.len()));
        let root = roots.first().unwrap_or_else(|| panic!("no markup: {text}"));
        let Some(Content::Xml(document)) = read(text, *root).map(|markup| markup.content) else { panic!("no XML: {text}") };
        let node = path.iter().fold(document.root(), |node, key| node.and_then(|node| node.get(key)));
        assert_eq!(node.map(|node| node.text().into_owned()).as_deref(), Some(expect), "{text}");
    }

    #[test]
    fn elements_become_members() {
        check("<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>a &lt;b&gt;</Message></Error>", &["Error", "Message"], "a <b>");
        check("<s:Fault xmlns:s='x'><faultcode>s:Client</faultcode></s:Fault>", &["Fault", "faultcode"], "s:Client");
        check("x <e a=\"1\" xml:lang='en'>t</e>", &["e", "a"], "1");
        check("x <e a=\"1\" xml:lang='en'>t</e>", &["e", "e"], "t");
        check("<m xml:lang='en'><![CDATA[a <b]]></m>", &["m"], "a <b");
        check("<e><v/><w x='y'/></e>", &["e", "w", "x"], "y");
        check("<Error><Code>Cut</Code><Message>of", &["Error", "Code"], "Cut");
    }

    #[test]
    fn what_is_never_closed_is_no_markup() {
        for text in ["List<String> a < b > c <_Rpc of x\n>", "<", "</a>", "<a", "<!-- ", "a<b>c"] {
            assert_eq!(roots(text, Span::new(0, text.len())), [], "{text}");
        }
        let text = "Map<String> said <Error><Code>x</Code></Error>";
        assert_eq!(roots(text, Span::new(0, text.len())).first().map(|root| root.of(text)), Some("<Error><Code>x</Code></Error>"));
    }
}
