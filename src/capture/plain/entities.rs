//! Markup that was escaped to stand in markup: `{&quot;error&quot;: …}`, `&lt;Code&gt;`, also twice (`&amp;quot;`).
//!
//! In a real document of XML or HTML the entities stay, as its reader undoes them; only JSON in it is freed of them.

use memchr::{memchr_iter, memmem};

use super::pieces::{Builder, Plain};
use super::quotes::{Place, Quotes};
use crate::span::Span;

/// An entity found in the text.
struct Entity {
    span: Span,
    plain: &'static str,
}

/// Puts signs in the place of their entities.
pub(super) fn decode(text: &str) -> Plain {
    let mut builder = Builder::new(text);
    let mut quotes = Quotes::new(text);
    let mut lines = Lines { text, markup: None, end: 0, json: false };
    for at in memchr_iter(b'&', text.as_bytes()) {
        if at < builder.at() {
            continue;
        }
        let Some(entity) = entity(text, at) else { continue };
        if !lines.decodes(&entity) || quotes.place(at) == Place::Json && !lines.json {
            continue;
        }
        builder.keep_to(at);
        builder.replace(entity.span, entity.plain);
    }
    builder.keep_to(text.len());
    builder.finish()
}

/// The entity at an ampersand, however often it was escaped.
fn entity(text: &str, at: usize) -> Option<Entity> {
    const AGAIN: &str = "amp;";
    const NAMES: [(&str, &str); 21] = [
        ("quot;", "\""),
        ("#34;", "\""),
        ("#034;", "\""),
        ("#x22;", "\""),
        ("#X22;", "\""),
        ("apos;", "'"),
        ("#39;", "'"),
        ("#039;", "'"),
        ("#x27;", "'"),
        ("#X27;", "'"),
        ("nbsp;", " "),
        ("#160;", " "),
        ("#xa0;", " "),
        ("#xA0;", " "),
        ("lt;", "<"),
        ("#60;", "<"),
        ("#x3c;", "<"),
        ("#x3C;", "<"),
        ("gt;", ">"),
        ("#62;", ">"),
        ("#x3e;", ">"),
    ];
    let after = &text[at + 1..];
    let mut rest = after;
    while let Some(inner) = rest.strip_prefix(AGAIN) {
        rest = inner;
    }
    let escaped = after.len() - rest.len();
    let named = NAMES.iter().find(|(name, _)| rest.starts_with(name));
    let (length, plain) = match named {
        Some((name, plain)) => (escaped + name.len(), *plain),
        None if escaped > 0 => (escaped, "&"),
        None => return None,
    };
    Some(Entity { span: Span::new(at, at + 1 + length), plain })
}

/// What surrounds an entity: real markup in the text, escaped JSON in the line.
struct Lines<'t> {
    text: &'t str,
    /// Whether the text has real tags; found out when the first entity is met.
    markup: Option<bool>,
    /// The end of the line last looked at.
    end: usize,
    /// Whether that line has escaped JSON.
    json: bool,
}

impl Lines<'_> {
    fn decodes(&mut self, entity: &Entity) -> bool {
        if entity.span.start >= self.end {
            let line = &self.text.as_bytes()[self.end..];
            let start = self.end + memchr::memrchr(b'\n', &line[..entity.span.start - self.end]).map_or(0, |end| end + 1);
            self.end = memchr::memchr(b'\n', &self.text.as_bytes()[entity.span.end..]).map_or(self.text.len(), |end| entity.span.end + end);
            self.json = has_json(&self.text.as_bytes()[start..self.end]);
        }
        match entity.plain {
            "<" | ">" => !self.has_markup(),
            _ => self.json || !self.has_markup(),
        }
    }

    fn has_markup(&mut self) -> bool {
        let text = self.text;
        *self.markup.get_or_insert_with(|| has_tag(text.as_bytes()))
    }
}

/// Whether a line has a key of JSON, its quotes escaped.
fn has_json(line: &[u8]) -> bool {
    let quoted = |quote: &[u8]| {
        let mut key = quote.to_vec();
        key.push(b':');
        memmem::find(line, &key).is_some() || memmem::find(line, &[quote, b" :"].concat()).is_some()
    };
    quoted(b"quot;") || quoted(b"#34;") || quoted(b"#x22;")
}

/// Whether there is a tag, `<name …>` or `</name>`, that stands for itself.
pub(super) fn has_tag(bytes: &[u8]) -> bool {
    let last_end = memmem::rfind(bytes, b"</");
    memchr_iter(b'<', bytes).any(|at| {
        let rest = &bytes[at + 1..bytes.len().min(at + 128)];
        let rest = rest.strip_prefix(b"/").unwrap_or(rest);
        let name = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_' | b'.')).count();
        let named = name > 0 && rest[0].is_ascii_alphabetic() || rest.starts_with(b"?xml") || rest.starts_with(b"!");
        // A break is what people write in Markdown, and `<user name>` a placeholder.
        named
            && !rest[..name].eq_ignore_ascii_case(b"br")
            && match rest.get(name) {
                Some(b'>') => last_end.is_some_and(|end| end >= at),
                Some(b'/') => rest.get(name + 1) == Some(&b'>'),
                Some(b' ' | b'\n' | b'\t') => rest.contains(&b'=') || rest.starts_with(b"!DOCTYPE"),
                _ => rest.starts_with(b"?xml") || rest.starts_with(b"!"),
            }
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::check_with;
    use super::*;

    #[test]
    fn escaped_markup_is_freed() {
        let check = |input, expected| check_with(decode, input, expected);
        check("{&quot;code&quot;: &quot;X&quot;}", "{\"code\": \"X\"}");
        check("{&amp;quot;code&amp;quot;:&amp;amp;quot;X&quot;}", "{\"code\":\"X\"}");
        check("{&#34;a&#x22;: can&#x27;t&nbsp;&#39;b&#39;}", "{\"a\": can't 'b'}");
        check("&lt;Error&gt;&lt;Code&gt;NoSuchKey&lt;/Code&gt;", "<Error><Code>NoSuchKey</Code>");
        check("<m>a &lt;b&gt; &amp; it&#39;s</m>", "=");
        check("<f message=\"402 - {&quot;code&quot;: &quot;x&quot;} &lt;y&gt;\">", "<f message=\"402 - {\"code\": \"x\"} &lt;y&gt;\">");
        check("http://h/?a=1&lt=2&amp;b=3&copy", "http://h/?a=1&lt=2&b=3&copy");
        check("{\"message\": \"can&#39;t &lt;b&gt;\"}", "=");
    }
}
