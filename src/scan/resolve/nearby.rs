//! Whether a template may stand around a window of it, told from the bytes beside the window.

use crate::catalog::samples::WINDOW;
use crate::catalog::template::stands;

use super::rare::{places, rarest};

/// The texts around the holes of a template, in plain form.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    /// Each with a byte behind it that is in no text.
    bytes: Box<[u8]>,
}

impl Texts {
    const END: u8 = 0xFF;

    pub(super) fn new(texts: &[String]) -> Self {
        let mut bytes = Vec::with_capacity(texts.iter().map(|text| text.len() + 1).sum());
        for text in texts {
            bytes.extend(text.as_bytes());
            bytes.push(Self::END);
        }
        Self { bytes: bytes.into() }
    }

    /// Whether the template stands in a text in plain form.
    pub(super) fn stand_in(&self, text: &str) -> bool {
        let texts = self.bytes.split(|byte| *byte == Self::END).map(|text| str::from_utf8(text).unwrap_or_default());
        let mut texts: Vec<&str> = texts.collect();
        // Behind the last end there is nothing.
        texts.pop();
        stands(&texts, text, |text, own| places(text.as_bytes(), own.as_bytes(), rarest(own.as_bytes())).next())
    }

    /// `false` if the template does surely not stand around the window at a place of a padded text of ASCII. Letters and digits beside it
    /// decide; what may be an escape, a quote or a blank does not.
    pub(super) fn may_stand(&self, padded: &[u8], at: usize) -> bool {
        let Some(window) = padded.get(at..).and_then(|text| text.first_chunk::<WINDOW>()) else { return false };
        let window = window.map(|byte| byte.to_ascii_lowercase());
        let mut places = places(&self.bytes, &window, rarest(&window));
        places.any(|place| {
            let behind = agrees_behind(&self.bytes[place + WINDOW..], &padded[at + WINDOW..]);
            behind && agrees_before(&self.bytes[..place], &padded[..at])
        })
    }
}

/// Whether a text may begin with a template's.
fn agrees_behind(own: &[u8], text: &[u8]) -> bool {
    let own = own.iter().take_while(|byte| **byte != Texts::END);
    let differs = own.zip(text).find(|(own, byte)| byte.to_ascii_lowercase() != **own);
    differs.is_none_or(|(_, byte)| !byte.is_ascii_alphanumeric())
}

/// Whether a text may end with a template's.
fn agrees_before(own: &[u8], text: &[u8]) -> bool {
    let own = own.iter().rev().take_while(|byte| **byte != Texts::END);
    let mut pairs = own.zip(text.iter().enumerate().rev());
    let differs = pairs.find(|(own, (_, byte))| byte.to_ascii_lowercase() != **own);
    // The letter of an escape stands for something else.
    differs.is_none_or(|(_, (at, byte))| !byte.is_ascii_alphanumeric() || at > 0 && text[at - 1] == b'\\')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::catalog::template::{Template, plain};

    proptest! {
        #[test]
        fn a_template_stands_where_it_is_found(
            template in prop::sample::select(&["Role {a} is in use", "{a} is in use", "in use by {a}", "a {b}, is in {c} a", "in use"][..]),
            text in "(Role |is |in |use|by|a|, |\"|ä|\n| ){0,12}",
        ) {
            let (template, text) = (Template::parse(template).unwrap(), plain(&text));
            prop_assert_eq!(Texts::new(template.texts()).stand_in(&text.text), template.find(&text).is_some());
        }
    }

    #[test]
    fn letters_beside_a_window_decide() {
        let template = Template::parse("Role {name} cannot be deleted: it is \"in use\" by {other}").unwrap();
        let texts = Texts::new(template.texts());
        for text in ["Role  X cannot be deleted: it is \"in use\" by y", "role x cannot be deleted: it is", "role x cannot be"] {
            let text = plain(text);
            assert_eq!(texts.stand_in(&text.text), template.find(&text).is_some(), "{}", text.text);
        }
        let check = |text: &str, expected: bool| {
            let padded = [&[0; 64], text.as_bytes(), &[0; 64]].concat();
            let at = 64 + text.find("not be d").unwrap();
            assert_eq!(texts.may_stand(&padded, at), expected, "{text}");
        };
        check("Role x CANnot be deleted: it is \\\"in use", true);
        check("Role x\\ncannot be deleted: it", true);
        check("cannot be d", true);
        check("cannot be deleted by", true);
        check("cannot be deletedby", false);
        check("could not be deleted: it is", true);
        check("dannot be deleted: it is", false);
        check("cannot be drained", false);
    }
}
