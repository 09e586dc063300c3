//! The engine in the page: errdex for `wasm32-unknown-unknown`, with exports that JavaScript calls by hand.
//!
//! All texts are exchanged through buffers of the engine. The page asks for a place ([`input`]), writes there, calls, and reads the
//! answer at the address that [`answer`] returns. Addresses change with every call. Nothing here follows an address that it was given.
//!
//! | call | input | answer |
//! |---|---|---|
//! | [`load`] | one or more images, one behind the other | a message, if they are not sound |
//! | [`explain`] | what was pasted | JSON (`errdex/1`), and the text it points into ([`text`]) |
//!
//! A panic ends the engine (it traps); the page says so and starts another.

#![expect(unsafe_code, reason = "`no_mangle` is unsafe, as two functions of one name would be; these are the only ones")]

use std::cell::RefCell;

use errdex::catalog::layers::{Layer, Layers};
use errdex::catalog::{Catalog, Error, Image};
use errdex::explain::Depth;
use errdex::matcher::Matcher;
use errdex::render::json;
use errdex::{capture, redact};

/// What the engine keeps between two calls.
#[derive(Default)]
struct Engine {
    input: Vec<u8>,
    answer: Vec<u8>,
    text: Vec<u8>,
    matcher: Option<Matcher<'static>>,
}

thread_local! {
    static ENGINE: RefCell<Engine> = RefCell::default();
}

impl Engine {
    fn load(&mut self) -> Result<(), Error> {
        let image: &'static Image = Box::leak(Box::new(Image::new(std::mem::take(&mut self.input))?));
        self.matcher = Some(Matcher::new(Layers::new(vec![Layer { origin: None, catalog: Catalog::new(image) }])));
        Ok(())
    }

    fn explain(&mut self) -> Result<(), Error> {
        let pasted = std::mem::take(&mut self.input);
        let Some(matcher) = &self.matcher else { return Ok(()) };
        let capture = capture::parse(redact::redact(pasted), &matcher.envelopes()?);
        let findings = matcher.find(&capture)?;
        let explanation = errdex::explain::explain("-", &capture, &findings, matcher.layers(), Depth::Usual);
        self.answer = json::render(&explanation).into_bytes();
        self.text = capture.text.into_text().into_bytes();
        Ok(())
    }

    /// Whether it went well; if not, the answer is the message.
    fn outcome(&mut self, result: Result<(), Error>) -> bool {
        if let Err(error) = &result {
            self.answer = format!("the catalog {error}").into_bytes();
        }
        result.is_ok()
    }
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
    ENGINE.with_borrow_mut(|engine| {
        let result = engine.load();
        engine.outcome(result)
    })
}

/// Explains the input.
#[unsafe(no_mangle)]
pub extern "C" fn explain() -> bool {
    ENGINE.with_borrow_mut(|engine| {
        let result = engine.explain();
        engine.outcome(result)
    })
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
