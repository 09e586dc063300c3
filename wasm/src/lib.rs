//! The engine in the page: errdex for `wasm32-unknown-unknown`, with exports that JavaScript calls by hand.
//!
//! All texts are exchanged through buffers of the engine. The page asks for a place ([`input`]), writes there, calls, and reads the
//! answer at the address that [`answer`] returns. Addresses change with every call. Nothing here follows an address that it was given.
//!
//! | call | input | answer |
//! |---|---|---|
//! | [`load`] | one or more images, one behind the other | a message, if they are not sound |
//! | [`explain`] | what was pasted | JSON (`errdex/1`); the text it points into ([`text`]); the pages of the entries in it ([`pages`]) |
//! | [`search`] | what was typed | JSON: a list of entries |
//!
//! A panic ends the engine (it traps); the page says so and starts another.

#![expect(unsafe_code, reason = "`no_mangle` is unsafe, as two functions of one name would be; these are the only ones")]

use std::cell::RefCell;
use std::collections::BTreeMap;

use errdex::catalog::image::split;
use errdex::catalog::layers::{Layer, Layers};
use errdex::catalog::{Catalog, Error, Image};
use errdex::explain::Depth;
use errdex::lookup::{Lookup, Page};
use errdex::matcher::{Findings, Matcher};
use errdex::render::json;
use errdex::{capture, redact};

/// The most entries that a search answers.
const MOST_HITS: usize = 20;

/// What the engine keeps between two calls.
#[derive(Default)]
struct Engine {
    input: Vec<u8>,
    answer: Vec<u8>,
    text: Vec<u8>,
    pages: Vec<u8>,
    catalogs: Option<Catalogs>,
}

/// What answers. The images are never given back: the page loads them once.
struct Catalogs {
    matcher: Matcher<'static>,
    /// Made when something is searched.
    lookup: Option<Lookup<'static>>,
}

thread_local! {
    static ENGINE: RefCell<Engine> = RefCell::default();
}

impl Engine {
    fn load(&mut self) -> Result<(), Error> {
        let mut layers = Vec::new();
        for image in split(&self.input)? {
            let image: &'static Image = Box::leak(Box::new(Image::new(image.to_vec())?));
            layers.push(Layer { origin: None, catalog: Catalog::new(image) });
        }
        self.input = Vec::new();
        self.catalogs = Some(Catalogs { matcher: Matcher::new(Layers::new(layers)), lookup: None });
        Ok(())
    }

    fn explain(&mut self) -> Result<(), Error> {
        let pasted = std::mem::take(&mut self.input);
        let Some(Catalogs { matcher, .. }) = &self.catalogs else { return Ok(()) };
        let capture = capture::parse(redact::redact(pasted), &matcher.envelopes()?);
        let findings = matcher.find(&capture)?;
        let explanation = errdex::explain::explain("-", &capture, &findings, matcher.layers(), Depth::Usual);
        self.answer = json::render(&explanation).into_bytes();
        self.pages = json::render(&named(&findings)).into_bytes();
        self.text = capture.text.into_text().into_bytes();
        Ok(())
    }

    fn search(&mut self) -> Result<(), Error> {
        let typed = std::mem::take(&mut self.input);
        let Some(Catalogs { matcher, lookup }) = &mut self.catalogs else { return Ok(()) };
        let lookup = match lookup {
            Some(lookup) => lookup,
            None => lookup.insert(Lookup::new(matcher.layers().clone())?),
        };
        self.answer = json::render(&lookup.find(&String::from_utf8_lossy(&typed), MOST_HITS)?).into_bytes();
        Ok(())
    }
}

/// The pages of all entries that are named, by id.
fn named(findings: &Findings<'_>) -> BTreeMap<String, Page> {
    let named = findings.list.iter().flat_map(|finding| finding.candidates.iter().map(|one| &one.known).chain(&finding.nearest));
    named.map(|known| (known.id.clone(), Page::new(&known.record))).collect()
}

/// Calls the engine; whether it went well. If not, the answer is the message.
fn call(work: impl FnOnce(&mut Engine) -> Result<(), Error>) -> bool {
    ENGINE.with_borrow_mut(|engine| {
        let result = work(engine);
        if let Err(error) = &result {
            engine.answer = format!("The catalog {error}").into_bytes();
        }
        result.is_ok()
    })
}

/// The address of an input buffer of this many bytes.
#[unsafe(no_mangle)]
pub extern "C" fn input(len: usize) -> *mut u8 {
    ENGINE.with_borrow_mut(|engine| {
        engine.input = vec![0; len];
        engine.input.as_mut_ptr()
    })
}

/// Takes the input as the catalog.
#[unsafe(no_mangle)]
pub extern "C" fn load() -> bool {
    call(Engine::load)
}

/// Explains the input.
#[unsafe(no_mangle)]
pub extern "C" fn explain() -> bool {
    call(Engine::explain)
}

/// Searches for the input.
#[unsafe(no_mangle)]
pub extern "C" fn search() -> bool {
    call(Engine::search)
}

/// The address of the answer to the last call.
#[unsafe(no_mangle)]
pub extern "C" fn answer() -> *const u8 {
    ENGINE.with_borrow(|engine| engine.answer.as_ptr())
}

/// Its length in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn answer_len() -> usize {
    ENGINE.with_borrow(|engine| engine.answer.len())
}

/// The address of the text that was explained, without its secrets.
#[unsafe(no_mangle)]
pub extern "C" fn text() -> *const u8 {
    ENGINE.with_borrow(|engine| engine.text.as_ptr())
}

/// Its length in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn text_len() -> usize {
    ENGINE.with_borrow(|engine| engine.text.len())
}

/// The address of the pages of the entries that were named.
#[unsafe(no_mangle)]
pub extern "C" fn pages() -> *const u8 {
    ENGINE.with_borrow(|engine| engine.pages.as_ptr())
}

/// Its length in bytes.
#[unsafe(no_mangle)]
pub extern "C" fn pages_len() -> usize {
    ENGINE.with_borrow(|engine| engine.pages.len())
}
