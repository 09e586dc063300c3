//! The templates of the pages: those that come with errdex, and those that the user puts in their place.
//!
//! Everything that a template prints is escaped and freed of control characters here, whatever the template does; only what
//! was made as HTML by this part is printed as it is.

use std::collections::HashMap;

use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value};
use serde::Serialize;

use crate::diagnostic::{Diagnostic, Severity};
use crate::span::Span;

use super::markdown::visible;

/// The rule of diagnostics about templates.
const RULE: &str = "docs/template-error";

macro_rules! embedded {
    ($($name:literal),* $(,)?) => { [$(($name, include_str!(concat!("templates/", $name)))),*] };
}

/// The templates that come with errdex, by their names.
pub const EMBEDDED: [(&str, &str); 10] = embedded![
    "base.html",
    "code.html",
    "group.html",
    "guide.html",
    "home.html",
    "macros.html",
    "operation.html",
    "paste.html",
    "redirect.html",
    "search.html",
];

/// A template that the user wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Its name: `code.html`.
    pub name: String,
    /// The file, as the user named it.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// All templates, ready to render.
#[derive(Debug)]
pub(super) struct Templates {
    environment: Environment<'static>,
    /// The paths and texts of the user's own.
    own: HashMap<String, (String, String)>,
}

impl Templates {
    /// Reads all templates. What is wrong with one is found here, or when it is rendered.
    pub(super) fn new(overrides: &[Override]) -> Result<Self, Box<Diagnostic>> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_formatter(|out, _, value| match value.as_str() {
            Some(html) if value.is_safe() => out.write_str(html).map_err(Error::from),
            Some(text) => out.write_str(&escape(text)).map_err(Error::from),
            None if value.is_none() => Ok(()),
            None => out.write_str(&escape(&value.to_string())).map_err(Error::from),
        });
        environment.remove_filter("safe");
        environment.add_filter("text", between_tags);
        let lines = minijinja::syntax::SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(lines.expect("only delimiters can be wrong, and these are the usual ones"));
        let own = overrides.iter().map(|one| (one.name.clone(), (one.path.clone(), one.text.clone()))).collect();
        let mut templates = Self { environment, own };
        for (name, text) in EMBEDDED {
            let added = templates.environment.add_template_owned(name, without_indentation(text));
            added.map_err(|error| templates.diagnostic(&error))?;
        }
        for one in overrides {
            let added = templates.environment.add_template_owned(one.name.clone(), one.text.clone());
            added.map_err(|error| templates.diagnostic(&error))?;
        }
        Ok(templates)
    }

    /// Renders a page.
    pub(super) fn render(&self, name: &str, page: &impl Serialize) -> Result<String, Box<Diagnostic>> {
        let template = self.environment.get_template(name).map_err(|error| self.diagnostic(&error))?;
        template.render(minijinja::value::Serde(page)).map_err(|error| self.diagnostic(&error))
    }

    /// The text of a template of the user, for showing what is wrong in it.
    pub(super) fn text_of(&self, path: &str) -> Option<&str> {
        self.own.values().find(|(own, _)| own == path).map(|(_, text)| text.as_str())
    }

    fn diagnostic(&self, error: &Error) -> Box<Diagnostic> {
        let cause = innermost(error);
        let reason = cause.detail().map_or_else(|| cause.kind().to_string(), |detail| format!("{}: {detail}", cause.kind()));
        let problem = Diagnostic::new(RULE, Severity::Error, reason);
        let problem = match cause.kind() {
            ErrorKind::UndefinedError => problem.help("a page has the values that the embedded template of its name uses"),
            ErrorKind::TemplateNotFound => problem.help("a template may include those of its folder and the embedded ones"),
            _ => problem,
        };
        let name = cause.name().unwrap_or_default();
        let problem = match self.own.get(name) {
            Some((path, text)) => problem.in_file(path.clone()).at(place(cause, text)),
            None => problem.in_file(name),
        };
        Box::new(problem)
    }
}

/// The error in the template that was included, rather than that it was.
fn innermost(error: &Error) -> &Error {
    let mut cause = error;
    while let Some(inner) = std::error::Error::source(cause).and_then(|source| source.downcast_ref::<Error>()) {
        cause = inner;
    }
    cause
}

/// The bytes that an error is about, or else its line.
fn place(error: &Error, text: &str) -> Span {
    if let Some(range) = error.range().filter(|range| text.get(range.clone()).is_some()) {
        return Span::new(range.start, range.end);
    }
    let line = error.line().unwrap_or(1).saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let length = text[start..].lines().next().map_or(0, str::len);
    Span::new(start, start + length)
}

/// A template as its pages are written: nobody reads their indentation, and it is a tenth of them.
fn without_indentation(template: &str) -> String {
    template.split_inclusive('\n').map(str::trim_start).filter(|line| !line.is_empty()).collect()
}

/// The filter `text`: a value in which nothing is markup between tags. Quotes need no escape there, and JSON is full of them.
fn between_tags(value: &Value) -> Value {
    if value.is_safe() {
        return value.clone();
    }
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    safe(visible(&text).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

/// A text in which nothing is markup, between tags and in quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in visible(text).chars() {
        match c {
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '&' => out += "&amp;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            c => out.push(c),
        }
    }
    out
}

/// HTML that this part made, for a template to print as it is.
pub(super) fn safe(html: String) -> Value {
    Value::from_safe_string(html)
}
