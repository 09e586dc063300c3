//! [`Report`]: where rules report to.

use std::borrow::Cow;

use super::rules::Rule;
use crate::diagnostic::{Diagnostic, Edit, Fix};
use crate::span::Span;

/// The most findings that are kept of one document; whoever has more has another problem.
pub const MAX_FINDINGS: usize = 10_000;

/// The findings in one document.
#[derive(Debug)]
pub struct Report {
    path: String,
    findings: Vec<Diagnostic>,
}

impl Report {
    /// An empty one for the file of that name.
    #[must_use]
    pub fn new(path: &str) -> Self {
        Self { path: path.to_owned(), findings: Vec::new() }
    }

    /// The file's name.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Takes over findings in the same file.
    pub fn extend(&mut self, findings: impl IntoIterator<Item = Diagnostic>) {
        let room = MAX_FINDINGS.saturating_sub(self.findings.len());
        self.findings.extend(findings.into_iter().take(room));
    }

    /// Reports that a rule is broken at a place of the document; labels, help and fix are added to what comes back:
    ///
    /// ```ignore
    /// report.add(&rules::request::JSON_TRAILING_COMMA, excerpt.span(comma), "trailing comma before `}`").remove(excerpt.span(comma));
    /// ```
    pub fn add(&mut self, rule: &'static Rule, span: Span, message: impl Into<String>) -> Found<'_> {
        if self.findings.len() > MAX_FINDINGS {
            self.findings.truncate(MAX_FINDINGS);
        }
        self.findings.push(Diagnostic::new(rule.id, rule.severity, message).at(span).in_file(self.path.clone()));
        Found { diagnostic: self.findings.last_mut().expect("one was pushed"), rule }
    }

    /// How many findings there are so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Whether there is none yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Whether a rule was found broken at a place, among the last findings.
    #[must_use]
    pub fn has(&self, rule: &Rule, span: Span) -> bool {
        const LOOK: usize = 500;
        self.findings.iter().rev().take(LOOK).any(|finding| finding.rule == rule.id && finding.span == Some(span))
    }

    /// Takes back those of the findings from number `from` up to, not including, `to` that `is_said` better elsewhere.
    pub fn take_back(&mut self, from: usize, to: usize, is_said: impl Fn(&Diagnostic) -> bool) {
        let mut number = 0;
        self.findings.retain(|finding| {
            number += 1;
            !(from < number && number <= to && is_said(finding))
        });
    }

    /// The findings that were added after there were `count`.
    #[must_use]
    pub fn since(&self, count: usize) -> &[Diagnostic] {
        self.findings.get(count..).unwrap_or_default()
    }

    /// The findings in the order of the text, each once.
    #[must_use]
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.findings.sort_by(|a, b| (a.span, &a.rule, &a.message).cmp(&(b.span, &b.rule, &b.message)));
        self.findings.dedup_by(|a, b| (&a.span, &a.rule, &a.message) == (&b.span, &b.rule, &b.message));
        self.findings
    }
}

/// A finding that was just reported, to say more about it.
#[derive(Debug)]
pub struct Found<'r> {
    diagnostic: &'r mut Diagnostic,
    rule: &'static Rule,
}

#[expect(clippy::return_self_not_must_use, clippy::must_use_candidate, reason = "the finding is reported; this only says more")]
impl Found<'_> {
    /// A second place that helps to understand the first.
    pub fn label(self, span: Span, message: impl Into<String>) -> Self {
        self.diagnostic.labels.push(crate::diagnostic::Label { span, message: message.into() });
        self
    }

    /// What to do.
    pub fn help(self, help: impl Into<Cow<'static, str>>) -> Self {
        self.diagnostic.help = Some(help.into().into_owned());
        self
    }

    /// The change that mends it; whether it is safe, the rule says.
    pub fn replace(self, span: Span, text: impl Into<String>) -> Self {
        self.edits(vec![Edit { span, text: text.into() }])
    }

    /// The same, by taking something out.
    pub fn remove(self, span: Span) -> Self {
        self.replace(span, "")
    }

    /// The same, in several places, in the order of the text.
    pub fn edits(self, edits: Vec<Edit>) -> Self {
        self.diagnostic.fix = self.rule.fix.map(|kind| Fix { safe: kind == super::rules::FixKind::Safe, edits });
        self
    }
}
