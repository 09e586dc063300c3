//! What the build, the linter and the readers report: a [`Diagnostic`] is a value; how it looks is `render`'s affair.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::span::Span;

/// How bad it is. The words are SARIF's levels (SARIF 2.1.0, section 3.27.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing has to change.
    Note,
    /// Probably a mistake.
    Warning,
    /// Wrong.
    Error,
}

/// A second place that helps to understand the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Label {
    /// The place, in the same text as the diagnostic's.
    pub span: Span,
    /// What is to be seen there.
    pub message: String,
}

/// A change of the text that removes the finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// Whether the change cannot alter what was meant.
    pub safe: bool,
    /// The edits, in the order of the text, without overlap.
    pub edits: Vec<Edit>,
}

/// One replacement of bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// The bytes to replace.
    #[serde(flatten)]
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// One problem, at one place. The message stands alone: it is understood without the labels and the help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// `subject/name`, for example `catalog/duplicate-id`.
    pub rule: Cow<'static, str>,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// The file, as the user named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The place in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// Further places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Label>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The change that does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A diagnostic with nothing but what every one has.
    #[must_use]
    pub fn new(rule: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Self {
            rule: Cow::Borrowed(rule),
            severity,
            message: message.into(),
            path: None,
            span: None,
            labels: Vec::new(),
            help: None,
            fix: None,
        }
    }

    /// The same, at a place of a text.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// The same, in a file.
    #[must_use]
    pub fn in_file(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// The same, with a second place.
    #[must_use]
    pub fn label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: message.into() });
        self
    }

    /// The same, with what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
