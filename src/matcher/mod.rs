//! Finds the entries of a capture: [`Matcher`] is built once from the catalogs, [`Matcher::find`] gives one [`Finding`] for
//! each error, its candidates ranked by evidence.
//!
//! The code counts before the message, the message before the status. Ambiguity is a result, never hidden.

mod rank;
mod shapes;

use std::cell::OnceCell;

use serde::Serialize;

use crate::capture::{Capture, Detail, ErrorFields, Field, Loose};
use crate::catalog::entry::{Envelope, Family, Provider};
use crate::catalog::layers::{Extent, Known, Layers, Spoken};
use crate::catalog::template::plain;
use crate::catalog::{Error, Reading};
use crate::span::Span;

use rank::Facts;
use shapes::Shapes;

/// The most findings of one capture; more are counted. For whole logs there is `scan`.
pub const MAX_FINDINGS: usize = 1000;
/// The most codes offered in the place of one that is in no catalog.
const MAX_NEAREST: usize = 5;
/// The provider whose entries are the HTTP statuses.
const STATUSES: &str = "http";
/// How far behind a code in running text its message may end, in bytes.
const MESSAGE_WITHIN: usize = 2048;

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
    fn is_full(&self) -> bool {
        self.list.len() >= MAX_FINDINGS
    }

    /// The index of the one to act on: the first that is known, or else the first.
    #[must_use]
    pub fn primary(&self) -> Option<usize> {
        let known = self.list.iter().position(|finding| finding.verdict.is_known());
        known.or(if self.list.is_empty() { None } else { Some(0) })
    }
}

/// Finds entries; made once from the catalogs.
pub struct Matcher<'c> {
    layers: Layers<'c>,
    providers: OnceCell<Vec<Provider<'c>>>,
    shapes: OnceCell<Shapes>,
}

impl<'c> Matcher<'c> {
    /// A matcher over catalogs. Nothing is read yet.
    #[must_use]
    pub const fn new(layers: Layers<'c>) -> Self {
        Self { layers, providers: OnceCell::new(), shapes: OnceCell::new() }
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

    /// The findings of a capture, in the order of its text.
    ///
    /// # Errors
    /// If an image is damaged.
    pub fn find(&self, capture: &Capture) -> Result<Findings<'c>, Error> {
        let mut found = Findings::default();
        for fields in &capture.errors {
            if found.is_full() {
                found.more += 1;
            } else {
                found.list.extend(self.judge(Facts::of(fields.clone(), capture))?);
            }
        }
        for loose in &capture.loose {
            if found.is_full() {
                found.more += self.shapes()?.bare(loose.text(capture.text.text())).len();
            } else {
                self.find_loose(loose, capture, &mut found)?;
            }
        }
        if found.list.is_empty() {
            found.list.extend(self.status_only(Facts::of(ErrorFields::default(), capture))?);
        }
        found.list.sort_by_key(|finding| finding.fields.span.start);
        Ok(found)
    }

    /// The finding of an error whose fields are known; `None` if nothing is known of it.
    fn judge(&self, facts: Facts) -> Result<Option<Finding<'c>>, Error> {
        let Some(code) = facts.fields.code.clone() else { return self.without_code(facts, Extent::Part) };
        let known = rank::statuses_aside(self.layers.by_code(&code.text)?, STATUSES, &facts);
        if let Some(status) = bare_status(&known) {
            let fields = ErrorFields { status: Some((status, code.span)), ..facts.fields };
            return self.status_only(Facts { fields, ..facts });
        }
        if known.is_empty() {
            return match self.certain_family(&code.text, facts.fields.envelope)? {
                Some(family) => self.unlisted_finding(family, facts).map(Some),
                None => self.without_code(facts, Extent::Part),
            };
        }
        Ok(Some(rank::rank(known, facts)))
    }

    /// The finding of an error without a code that counts: by its message, or by its status alone.
    fn without_code(&self, facts: Facts, extent: Extent) -> Result<Option<Finding<'c>>, Error> {
        if let Some(message) = &facts.fields.message {
            let foreign = facts.fields.code.is_some();
            let spoken = self.layers.by_message(&plain(&message.text), extent)?;
            let spoken: Vec<Spoken<'c>> = spoken.into_iter().filter(|spoken| !foreign || rank::is_distinctive(&spoken.known)).collect();
            if !spoken.is_empty() {
                let text = message.text.clone();
                return Ok(Some(rank::by_message(spoken, &text, facts)));
            }
        }
        if facts.fields.status.is_some_and(|(status, _)| status >= 400) {
            return self.status_only(facts);
        }
        Ok(None)
    }

    fn status_only(&self, facts: Facts) -> Result<Option<Finding<'c>>, Error> {
        let Some(status) = facts.status().filter(|&status| status >= 400) else { return Ok(None) };
        let candidates = self.status_entry(status)?;
        Ok(Some(rank::finding(Verdict::StatusOnly, candidates, facts)))
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
        finding.nearest = self.layers.nearest(&code, MAX_NEAREST)?;
        Ok(finding)
    }

    /// Codes that stand in text without a key, and messages without a code.
    fn find_loose(&self, loose: &Loose, capture: &Capture, found: &mut Findings<'c>) -> Result<(), Error> {
        let text = loose.text(capture.text.text());
        let before = found.list.len();
        for at in self.shapes()?.bare(text) {
            let span = loose.place(at);
            if found.is_full() {
                found.more += 1;
                continue;
            }
            if overlaps(found, span, |fields| fields.code.as_ref().map(|code| code.span)) {
                continue;
            }
            let code = Field { text: at.of(text).to_owned(), span };
            let fields = ErrorFields { span, code: Some(code), ..ErrorFields::default() };
            let mut facts = Facts::of(fields, capture);
            facts.around = Some(self.around(loose, at, capture)?);
            found.list.extend(self.judge(facts)?);
        }
        if found.list.len() > before || overlaps(found, loose.span, |fields| Some(fields.span)) {
            return Ok(());
        }
        let message = Field { text: text.to_owned(), span: loose.span };
        let fields = ErrorFields { span: loose.span, message: Some(message), ..ErrorFields::default() };
        found.list.extend(self.without_code(Facts::of(fields, capture), Extent::Part)?);
        Ok(())
    }

    /// The text around a code in which its message may stand: from the start of its line up to the next code.
    fn around(&self, loose: &Loose, at: Span, capture: &Capture) -> Result<Field, Error> {
        let all = capture.text.text();
        let (text, span) = if loose.is_verbatim() {
            let to = all.floor_char_boundary(loose.span.start + at.end + MESSAGE_WITHIN);
            let span = Span::new(loose.span.start, to);
            (span.of(all), span)
        } else {
            (loose.text(all), loose.span)
        };
        let next = self.shapes()?.bare(&text[at.end..]).into_iter().next();
        let end = next.map_or(text.len(), |next| at.end + next.start);
        Ok(Field { text: text[..end].to_owned(), span: Span::new(span.start, span.start + end) })
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

    /// The family of a code that stands in a capture: a bare one, or one of the provider whose envelope the body has.
    /// Of others a code may be anybody's; and an HTTP status is no code that a catalog could lack.
    fn certain_family(&self, code: &str, envelope: Option<usize>) -> Result<Option<Reading<'c>>, Error> {
        let own = envelope.and_then(|envelope| provider_of_envelope(self.providers.get()?, envelope));
        let own = own.filter(|provider| *provider != STATUSES);
        self.family_of(code, |provider, family| family.bare || own == Some(provider.id.as_str()))
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

/// The provider of an envelope, by its place among those of [`Matcher::envelopes`].
fn provider_of_envelope<'p>(providers: &'p [Provider<'_>], envelope: usize) -> Option<&'p str> {
    let owners = providers.iter().flat_map(|provider| provider.envelopes.iter().map(|_| provider.id.as_str()));
    owners.into_iter().nth(envelope)
}

/// The status, if all that is known of a code is that it is one.
fn bare_status(known: &[Known<'_>]) -> Option<u16> {
    let all = !known.is_empty() && known.iter().all(|known| known.record.provider.as_str() == STATUSES);
    if all { known[0].record.entry.status } else { None }
}

fn overlaps(found: &Findings<'_>, span: Span, part: impl Fn(&ErrorFields) -> Option<Span>) -> bool {
    found.list.iter().filter_map(|finding| part(&finding.fields)).any(|other| other.overlaps(span))
}

/// The properties that the details of an error name.
pub(crate) fn properties(details: &[Detail]) -> impl Iterator<Item = &str> {
    details.iter().filter_map(|detail| detail.property.as_ref().map(|property| property.text.as_str()))
}
