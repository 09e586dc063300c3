//! Finds the entries of a capture: [`Matcher`] is built once from the catalogs, [`Matcher::find`] gives one [`Finding`] for
//! each error, its candidates ranked by evidence.
//!
//! The code counts before the message, the message before the status. Ambiguity is a result, never hidden.

mod blame;
mod rank;
mod search;
mod shapes;

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;

use serde::Serialize;

use crate::capture::{Capture, Detail, ErrorFields, Field};
use crate::catalog::entry::{Envelope, Family, Provider, Role};
use crate::catalog::layers::{Known, Layers};
use crate::catalog::{Error, Reading};
use crate::span::Span;

pub use blame::Blame;
use rank::Facts;
#[cfg(not(target_family = "wasm"))]
pub(crate) use rank::is_a_code;
use shapes::Shapes;

/// The most findings of one capture; more are counted. For whole logs there is `scan`.
pub const MAX_FINDINGS: usize = 1000;
/// The most codes offered in the place of one that is in no catalog.
const MAX_NEAREST: usize = 5;
/// The provider whose entries are the HTTP statuses.
pub const STATUSES: &str = "http";

/// How sure a finding is, from the strongest to the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Exactly one entry fits all the evidence there is.
    Matched,
    /// Several entries fit equally.
    Ambiguous,
    /// The code is known, but the message fits none of its templates.
    Drifted,
    /// No code; a template fits the message.
    ByMessage,
    /// The code has a family's shape but is in no catalog.
    Unlisted,
    /// Nothing but an HTTP status.
    StatusOnly,
}

impl Verdict {
    /// Whether an entry was found that says more than an HTTP status.
    #[must_use]
    pub const fn is_known(self) -> bool {
        !matches!(self, Self::Unlisted | Self::StatusOnly)
    }

    /// The word for it in all outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Ambiguous => "ambiguous",
            Self::Drifted => "drifted",
            Self::ByMessage => "by-message",
            Self::Unlisted => "unlisted",
            Self::StatusOnly => "status-only",
        }
    }
}

/// What speaks for a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Evidence {
    /// The code is the entry's.
    Code,
    /// The message fits the entry's template.
    Message,
    /// The HTTP status is the entry's.
    Status,
    /// The request's method is that of one of the entry's operations.
    Method,
    /// The request's path is that of one of the entry's operations.
    Path,
    /// The host is one of the provider's.
    Host,
    /// A property named beside the error is one of the entry's.
    Property,
}

impl Evidence {
    /// The word for it in all outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Message => "message",
            Self::Status => "status",
            Self::Method => "method",
            Self::Path => "path",
            Self::Host => "host",
            Self::Property => "property",
        }
    }
}

/// An entry that may be the one.
#[derive(Debug, Clone)]
pub struct Candidate<'c> {
    /// The entry.
    pub known: Known<'c>,
    /// What speaks for it, the strongest first.
    pub evidence: Vec<Evidence>,
}

/// One error of a capture.
#[derive(Debug, Clone)]
pub struct Finding<'c> {
    /// How sure it is.
    pub verdict: Verdict,
    /// What the capture says of it.
    pub fields: ErrorFields,
    /// The HTTP status: the error's own, or else the answer's.
    pub status: Option<u16>,
    /// What stood in the holes of the first candidate's template.
    pub values: Vec<(String, String)>,
    /// The entries, the likeliest first.
    pub candidates: Vec<Candidate<'c>>,
    /// What the code's parts mean.
    pub family: Option<Reading<'c>>,
    /// Known codes that are near to an unlisted one.
    pub nearest: Vec<Known<'c>>,
    /// What to change in the request, the likeliest first.
    pub blame: Vec<Blame>,
}

/// All findings of a capture.
#[derive(Debug, Clone, Default)]
pub struct Findings<'c> {
    /// In the order of the text.
    pub list: Vec<Finding<'c>>,
    /// How many were left out after [`MAX_FINDINGS`].
    pub more: usize,
}

impl Findings<'_> {
    /// The index of the one to act on. Known ones count first, general wrappers after the others, and of an error and those
    /// inside it the innermost.
    #[must_use]
    pub fn primary(&self) -> Option<usize> {
        let rank = |finding: &Finding<'_>| match () {
            () if !finding.verdict.is_known() => 0,
            () if finding.is_wrapper() => 1,
            () => 2,
        };
        let best = self.list.iter().map(rank).max()?;
        let mut primary = self.list.iter().position(|finding| rank(finding) == best)?;
        // What is inside follows what is around it.
        for (index, finding) in self.list.iter().enumerate().skip(primary + 1) {
            let around = self.list[primary].fields.span;
            if !around.contains(finding.fields.span) {
                break;
            }
            if rank(finding) == best && around != finding.fields.span {
                primary = index;
            }
        }
        Some(primary)
    }
}

impl Finding<'_> {
    /// Whether all that may be meant is a general code around the real one.
    fn is_wrapper(&self) -> bool {
        !self.candidates.is_empty() && self.candidates.iter().all(|candidate| candidate.known.record.entry.role == Some(Role::Wrapper))
    }
}

/// Finds entries; made once from the catalogs.
pub struct Matcher<'c> {
    layers: Layers<'c>,
    providers: OnceCell<Vec<Provider<'c>>>,
    shapes: OnceCell<Shapes>,
    /// Whether codes near to those that are in no catalog are looked for.
    with_nearest: bool,
    /// What was found for codes that are in no catalog.
    nearest: RefCell<BTreeMap<String, Vec<Known<'c>>>>,
}

impl<'c> Matcher<'c> {
    /// A matcher over catalogs. Nothing is read yet.
    #[must_use]
    pub const fn new(layers: Layers<'c>) -> Self {
        Self { layers, providers: OnceCell::new(), shapes: OnceCell::new(), with_nearest: true, nearest: RefCell::new(BTreeMap::new()) }
    }

    /// The same, but codes near to those that are in no catalog are not looked for: of a log, nobody asks that.
    #[must_use]
    pub const fn without_nearest(mut self) -> Self {
        self.with_nearest = false;
        self
    }

    /// The catalogs.
    #[must_use]
    pub const fn layers(&self) -> &Layers<'c> {
        &self.layers
    }

    /// The envelopes of all providers, in order.
    ///
    /// # Errors
    /// If an image is damaged; so with the other questions.
    pub fn envelopes(&self) -> Result<Vec<Envelope<'c>>, Error> {
        Ok(self.providers()?.iter().flat_map(|provider| provider.envelopes.iter().cloned()).collect())
    }

    /// The entries of a code or id that stands alone. `None` if there is no such entry.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn look_up(&self, name: &str) -> Result<Option<Finding<'c>>, Error> {
        let mut known = self.layers.by_code(name)?;
        if known.is_empty() {
            known = self.layers.by_id(name)?;
        }
        let Some(first) = known.first() else { return Ok(None) };
        let code = first.record.entry.code.as_deref().map(|code| Field { text: code.to_owned(), span: Span::default() });
        let facts = Facts { fields: ErrorFields { code, ..ErrorFields::default() }, ..Facts::default() };
        Ok(Some(rank::rank(known, facts)))
    }

    /// What can be said of a code that is in no catalog. `None` if it has no family's shape.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn unlisted(&self, code: &str) -> Result<Option<Finding<'c>>, Error> {
        let family = self.family_of(code, |_, _| true)?;
        let field = Field { text: code.to_owned(), span: Span::default() };
        let facts = Facts { fields: ErrorFields { code: Some(field), ..ErrorFields::default() }, ..Facts::default() };
        family.map(|family| self.unlisted_finding(family, facts)).transpose()
    }

    /// Where codes of bare families stand in a text, in order; whether a catalog has them is not asked.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn bare_codes(&self, text: &str) -> Result<Vec<Span>, Error> {
        Ok(self.shapes()?.bare(text).into_iter().map(|code| code.span).collect())
    }

    fn status_entry(&self, status: u16) -> Result<Vec<Candidate<'c>>, Error> {
        let mut known = self.layers.by_code(&status.to_string())?;
        known.retain(|known| known.record.provider.as_str() == STATUSES);
        Ok(known.into_iter().map(|known| Candidate { known, evidence: vec![Evidence::Status] }).collect())
    }

    fn unlisted_finding(&self, family: Reading<'c>, facts: Facts) -> Result<Finding<'c>, Error> {
        let code = facts.fields.code.as_ref().map(|code| code.text.clone()).unwrap_or_default();
        let candidates = match facts.status() {
            Some(status) => self.status_entry(status)?,
            None => Vec::new(),
        };
        let mut finding = rank::finding(Verdict::Unlisted, candidates, facts);
        finding.family = Some(family);
        finding.nearest = self.nearest(&code)?;
        Ok(finding)
    }

    /// The codes near to one; the same unknown code often comes again and again.
    fn nearest(&self, code: &str) -> Result<Vec<Known<'c>>, Error> {
        if !self.with_nearest {
            return Ok(Vec::new());
        }
        if let Some(nearest) = self.nearest.borrow().get(code) {
            return Ok(nearest.clone());
        }
        let nearest = self.layers.nearest(code, MAX_NEAREST)?;
        self.nearest.borrow_mut().insert(code.to_owned(), nearest.clone());
        Ok(nearest)
    }

    /// The findings of a capture, in the order of its text.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn find(&self, capture: &Capture) -> Result<Findings<'c>, Error> {
        search::Search::new(self, capture).run()
    }

    fn providers(&self) -> Result<&[Provider<'c>], Error> {
        if self.providers.get().is_none() {
            let mut providers = self.layers.providers()?;
            // The standard's envelopes first: a body that a vendor's reads no better says nothing of the vendor.
            providers.sort_by_key(|provider| provider.id.as_str() != STATUSES);
            let _ = self.providers.set(providers);
        }
        Ok(self.providers.get().map_or(&[], Vec::as_slice))
    }

    fn shapes(&self) -> Result<&Shapes, Error> {
        let providers = self.providers()?;
        Ok(self.shapes.get_or_init(|| Shapes::new(providers)))
    }

    /// The first family that counts and whose shape a code has, read off the code.
    fn family_of(&self, code: &str, counts: impl Fn(&Provider<'c>, &Family<'c>) -> bool) -> Result<Option<Reading<'c>>, Error> {
        let code = code.replace(" - ", "-");
        let providers = self.providers()?;
        let found = self.shapes()?.families(&code).map(|(provider, family)| (&providers[provider], &providers[provider].families[family]));
        Ok(found
            .into_iter()
            .find(|(provider, family)| counts(provider, family))
            .map(|(provider, family)| Reading::new(&provider.id, family, &code)))
    }
}

/// The properties that the details of an error name.
pub(crate) fn properties(details: &[Detail]) -> impl Iterator<Item = &str> {
    details.iter().filter_map(|detail| detail.property.as_ref().map(|property| property.text.as_str()))
}
