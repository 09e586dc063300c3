//! Pages as Markdown: for programs that read text, for `errdex docs build --format markdown`, and so for mdBook, `MkDocs` and
//! Docusaurus.

use crate::explain::Filled;
use crate::render::lint::counted;
use crate::render::markdown::{code, escape, fence, filled};

use super::Site;
use super::atlas::{Call, Code};
use super::code::{CodePage, Section};
use super::example::Shown;
use super::home::{HomePage, RedirectPage};
use super::listing::ListPage;
use super::markdown::to_markdown;
use super::operation::OperationPage;
use super::page::{Link, Row};
use super::schema::{Described, Limit};

/// The link from a page of Markdown to another.
fn to(href: &str) -> String {
    href.replace("index.html", "index.md")
}

fn link(text: &str, href: &str) -> String {
    if href.is_empty() { escape(text) } else { format!("[{}]({})", escape(text), to(href)) }
}

fn code_link(text: &str, href: &str) -> String {
    if href.is_empty() { code(text) } else { format!("[{}]({})", code(text), to(href)) }
}

/// A list of entries as a table.
pub(super) fn rows(rows: &[Row]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut out = String::from("\n| code | status | title |\n|---|---|---|\n");
    for row in rows {
        let status = row.status.map(|status| status.to_string()).unwrap_or_default();
        out += &format!("| {} | {status} | {} |\n", cell(&code_link(&row.code, &row.href)), escape(&row.title));
    }
    out
}

/// In a table, a line that separates cells is escaped also in code.
fn cell(markdown: &str) -> String {
    markdown.replace("\\|", "|").replace('|', "\\|")
}

/// The first page.
pub(super) fn home(page: &HomePage) -> String {
    let mut out = format!("# {}\n\n## Providers\n\n", escape(&page.frame.title));
    for provider in &page.providers {
        let what = if provider.are_rules { "rule" } else { "error" };
        out += &format!("- {}: {}\n", link(&provider.name, &provider.href), counted(provider.entries, what));
    }
    if !page.guide.is_empty() {
        out += "\n## Guide\n\n";
        for one in &page.guide {
            out += &format!("- {}\n", link(&one.text, &one.href));
        }
    }
    out
}

/// A page that leads to another.
pub(super) fn redirect(page: &RedirectPage) -> String {
    let on = page.on.as_ref().map(|on| format!(" since {}", escape(on))).unwrap_or_default();
    let why = if page.retired { format!("is answered no more{on}. In its place stands") } else { "is at".to_owned() };
    let note = page.note.as_ref().map(|note| format!("\n{}\n", escape(note))).unwrap_or_default();
    format!("# {}\n\nThis {why} {}.\n{note}", code(&page.id), code_link(&page.to.text, &page.to.href))
}

/// A list.
pub(super) fn list(page: &ListPage) -> String {
    let heading = if page.is_code { code(&page.heading) } else { escape(&page.heading) };
    let subtitle = page.subtitle.as_ref().map(|subtitle| format!(": {}", escape(subtitle))).unwrap_or_default();
    let mut out = format!("# {heading}{subtitle}\n");
    for fact in page.facts.iter().filter(|fact| !fact.values.is_empty()) {
        let value = |value: &Link| if fact.is_code { code(&value.text) } else { link(&value.text, &value.href) };
        out += &format!("\n{}: {}\n", fact.name, fact.values.iter().map(value).collect::<Vec<_>>().join(", "));
    }
    for group in &page.groups {
        out += &format!("\n## {}\n\n", escape(&group.heading));
        for one in &group.links {
            let name = if group.are_codes { code_link(&one.text, &one.href) } else { link(&one.text, &one.href) };
            let note = one.note.as_ref().map(|note| format!(": {}", escape(note))).unwrap_or_default();
            out += &format!("- {name}{note}\n");
        }
    }
    if !page.rows.is_empty() {
        out += &format!("\n## {}\n{}", page.list, rows(&page.rows));
    }
    for one in [&page.before, &page.behind].into_iter().flatten() {
        out += &format!("\n{}\n", link(&one.text, &one.href));
    }
    out
}

impl Site<'_> {
    /// The page of a code.
    pub(super) fn code_markdown(&self, of: &Code, page: &CodePage) -> String {
        let mut out = match (page.has_code, &page.sections[..]) {
            (true, [only]) => format!("# {}: {}\n", code(&page.heading), escape(&only.title)),
            (true, _) => format!("# {}\n", code(&page.heading)),
            (false, _) => format!("# {}\n", escape(&page.heading)),
        };
        if !page.parts.is_empty() {
            let parts = page.parts.iter().map(|(name, meaning)| format!("{}: {}", escape(name), escape(meaning)));
            out += &format!("\n{}\n", parts.collect::<Vec<_>>().join(" · "));
        }
        if !page.choices.rows.is_empty() {
            out += "\n## Which one do I have?\n\n| meaning | message | status | call |\n|---|---|---|---|\n";
            for choice in &page.choices.rows {
                let message: String = choice.message.iter().map(shown).collect();
                let message = if message.is_empty() { String::new() } else { cell(&code(&message)) };
                let status = choice.status.map(|status| status.to_string()).unwrap_or_default();
                let calls = choice.calls.iter().map(|call| cell(&code(call))).collect::<Vec<_>>().join(" ");
                out += &format!("| {} | {message} | {status} | {calls} |\n", escape(&choice.title));
            }
        }
        for (section, entry) in page.sections.iter().zip(of.entries.clone()) {
            if let Some(anchor) = &section.anchor {
                out += &format!("\n<a id=\"{anchor}\"></a>\n");
            }
            if page.sections.len() > 1 {
                out += &format!("\n## {}\n", escape(&section.title));
            }
            out += &self.section_markdown(section, entry, &page.frame.root);
        }
        if !page.with_status.is_empty() {
            out += &format!("\n## Errors with this status\n{}", rows(&page.with_status));
        }
        out
    }

    fn section_markdown(&self, section: &Section, entry: usize, root: &str) -> String {
        let own = self.atlas.entry(entry);
        let mut out = format!("\n{}\n", code(&section.id));
        if let Some(status) = &section.status {
            let name = status.name.as_ref().map(|name| format!(" {}", escape(name))).unwrap_or_default();
            out += &format!("\nHTTP status [{}]({}){name}\n", status.number, to(&status.href));
        }
        if let Some(retired) = &section.retired {
            let on = retired.on.as_ref().map(|on| format!(" since {}", escape(on))).unwrap_or_default();
            let by = retired.by.as_ref().map(|by| format!("; {} stands in its place", code_link(&by.text, &by.href))).unwrap_or_default();
            let note = retired.note.as_ref().map(|note| format!(": {}", escape(note))).unwrap_or_default();
            out += &format!("\n**Retired**{on}{by}{note}\n");
        }
        if let Some(message) = &own.message {
            out += &fence(message);
        }
        for text in [&section.description].into_iter().flatten() {
            out += &format!("\n{}\n", escape(text));
        }
        let filled = |text: &str| filled(&Filled::open(text, own));
        let (cause, fix) = if section.is_rule { ("Why", "What to do") } else { ("Cause", "Quick fix") };
        out += &format!("\n**{cause}.** {}\n\n**{fix}.** {}\n", filled(&own.cause), filled(&own.fix));
        if let Some(steps) = &own.steps {
            let resolve = |to: &str| self.resolve(to, root, "index.md");
            out += &format!("\n{}\n", to_markdown(steps, &resolve).trim_end());
        }
        match section.retryable {
            Some(true) => out += "\nThe same request may succeed later.\n",
            Some(false) => out += "\nThe same request fails again.\n",
            None => {}
        }
        out += &facts(section);
        for one in &section.examples {
            out += &example(one);
        }
        for case in &section.cases {
            out += &format!("\nWrong, in {}:\n{}\nRight:\n{}", code(&case.file), fence(&case.bad), fence(&case.good));
        }
        for related in &section.related {
            out += &format!("\n{}:\n{}", escape(&related.label), rows(&related.rows));
        }
        let url = section.url.as_ref().map(|url| format!(" · <{url}>")).unwrap_or_default();
        out += &format!("\nSource: {}{url}\n", escape(&section.source));
        out
    }

    /// The page of an operation.
    pub(super) fn operation_markdown(&self, call: &Call<'_>, page: &OperationPage) -> String {
        let root = &page.frame.root;
        let resolve = |to: &str| self.resolve(to, root, "index.md");
        let mut out = format!("# {}\n{}", escape(&page.title), fence(&format!("{} {}", page.method, page.path)));
        if let Some(summary) = &page.summary {
            out += &format!("\n{}\n", escape(summary));
        }
        if let Some(description) = &call.operation.description {
            out += &format!("\n{}\n", to_markdown(description, &resolve).trim_end());
        }
        if !page.parameters.is_empty() {
            out += "\n## Parameters\n\n| name | in | | |\n|---|---|---|---|\n";
            for one in &page.parameters {
                let needed = if one.required { "required" } else { "" };
                let about = described(one.description.as_deref(), &one.kind, &one.limits);
                out += &format!("| {} | {} | {needed} | {about} |\n", cell(&code(&one.name)), one.part);
            }
        }
        if let Some(body) = &page.body {
            out += "\n## Body\n";
            out += &schema(&body.schema);
        }
        if !page.responses.is_empty() {
            out += "\n## Responses\n\n| status | |\n|---|---|\n";
            for one in &page.responses {
                let status = one.status.to_string();
                out += &format!(
                    "| {} | {} |\n",
                    if one.href.is_empty() { status } else { format!("[{status}]({})", to(&one.href)) },
                    escape(&one.description)
                );
            }
        }
        if !page.errors.is_empty() {
            out += &format!("\n## Errors\n{}", rows(&page.errors));
        }
        for one in &page.examples {
            out += &format!("\n## {}\n{}", escape(&one.title), fence(&one.request));
            out += &one.response.as_deref().map(fence).unwrap_or_default();
        }
        out + &format!("\nSource: {}\n", escape(&page.source))
    }

    /// What a program should read first (llmstxt.org).
    pub(super) fn llms(&self) -> String {
        let mut out = String::from(
            "# API errors, explained\n\n> What API error codes mean, why they happen, and what to change. Each page is there as HTML \
             (`index.html`), Markdown (`index.md`) and JSON (`index.json`) at the same address; `index.json` at the root lists all entries.\n",
        );
        if !self.guide.pages.is_empty() {
            out += "\n## Guide\n\n";
            for page in &self.guide.pages {
                out += &format!("- [{}]({}index.md)\n", escape(&page.title), page.address);
            }
        }
        for stock in &self.atlas.providers {
            out += &format!("\n## {}\n\n", escape(&stock.provider.name));
            for call in &self.atlas.operations[stock.operations.clone()] {
                out += &format!("- [{}]({}index.md)\n", escape(&call.operation.title), call.address);
            }
            for code in &self.atlas.codes[stock.codes.clone()] {
                let titles: Vec<String> = code.entries.clone().map(|entry| escape(&self.atlas.entry(entry).title)).collect();
                out += &format!("- [{}]({}index.md): {}\n", escape(&code.name), code.address, titles.join("; "));
            }
        }
        out
    }
}

fn facts(section: &Section) -> String {
    let mut out = String::new();
    for (part, name) in &section.check {
        out += &format!("\n- check {} in the {part}", code(name));
    }
    for call in &section.calls {
        out += &format!("\n- call {}", code_link(&call.text, &call.href));
    }
    if !section.properties.is_empty() {
        let names: Vec<String> = section.properties.iter().map(|name| code(name)).collect();
        out += &format!("\n- fields {}", names.join(", "));
    }
    if out.is_empty() { out } else { out + "\n" }
}

fn example(example: &Shown) -> String {
    let text = |pieces: &[super::example::Piece]| pieces.iter().map(|piece| piece.text.as_str()).collect::<String>();
    let mut out = String::new();
    if !example.request.is_empty() {
        out += &format!("\nThe request that fails:\n{}", fence(&text(&example.request)));
        for blamed in &example.blame {
            let value = blamed.value.as_ref().map(|value| format!(": {}", code(value))).unwrap_or_default();
            out += &format!("\n- {} in the {}{value}\n", code(&blamed.name), blamed.part);
        }
    }
    out += &format!("\nThe response:\n{}", fence(&example.response));
    if let Some(correction) = &example.correction {
        out += &format!("\n{}\n", escape(correction));
    }
    if !example.corrected.is_empty() {
        out += &fence(&text(&example.corrected));
    }
    out
}

fn shown(piece: &super::example::Piece) -> String {
    if piece.marked { format!("{{{}}}", piece.text) } else { piece.text.clone() }
}

fn schema(schema: &Described) -> String {
    let mut out = String::new();
    if !schema.fields.is_empty() {
        out += "\n| field | | |\n|---|---|---|\n";
        for field in &schema.fields {
            let needed = if field.required { "required" } else { "" };
            let about = described(field.description.as_deref(), &field.kind, &field.limits);
            out += &format!("| {} | {needed} | {about} |\n", cell(&code(&field.path)));
        }
    }
    for rule in &schema.rules {
        let at = if rule.at.is_empty() { String::new() } else { format!("In {}: ", code(&rule.at)) };
        match (&rule.sentence, &rule.schema) {
            (Some(sentence), _) => out += &format!("\n- {at}{}\n", escape(sentence)),
            (None, Some(schema)) => out += &format!("\n{at}\n{}", fence(schema)),
            (None, None) => {}
        }
    }
    out
}

fn described(description: Option<&str>, kind: &str, limits: &[Limit]) -> String {
    let limits = limits.iter().map(|limit| {
        let values: Vec<String> = limit.values.iter().map(|value| cell(&code(value))).collect();
        format!("{} {}", limit.what, values.join(", "))
    });
    let parts = description.map(escape).into_iter().chain((!kind.is_empty()).then(|| escape(kind))).chain(limits);
    parts.collect::<Vec<_>>().join("; ")
}
