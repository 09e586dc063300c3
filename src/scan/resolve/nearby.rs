//! Whether a template may stand around a window of it, told from the bytes beside the window.

use crate::catalog::samples::WINDOW;
use crate::catalog::template::Template;

/// `false` if the template does surely not stand around the window at a place of a padded text of ASCII. Letters and digits beside it decide;
/// what may be an escape, a quote or a blank does not.
pub(super) fn may_stand(template: &Template, padded: &[u8], at: usize) -> bool {
    let Some(window) = padded.get(at..).and_then(|text| text.first_chunk::<WINDOW>()) else { return false };
    let window = window.map(|byte| byte.to_ascii_lowercase());
    let around = |text: &[u8]| {
        let mut places = text.array_windows::<WINDOW>().enumerate().filter(|(_, own)| **own == window);
        places.any(|(place, _)| {
            let behind = agrees_behind(&text[place + WINDOW..], &padded[at + WINDOW..]);
            behind && agrees_before(&text[..place], &padded[..at])
        })
    };
    template.texts().iter().any(|text| around(text.as_bytes()))
}

/// Whether a text may begin with a template's.
fn agrees_behind(own: &[u8], text: &[u8]) -> bool {
    let differs = own.iter().zip(text).find(|(own, byte)| byte.to_ascii_lowercase() != **own);
    differs.is_none_or(|(_, byte)| !byte.is_ascii_alphanumeric())
}

/// Whether a text may end with a template's.
fn agrees_before(own: &[u8], text: &[u8]) -> bool {
    let mut pairs = own.iter().rev().zip(text.iter().enumerate().rev());
    let differs = pairs.find(|(own, (_, byte))| byte.to_ascii_lowercase() != **own);
    // The letter of an escape stands for something else.
    differs.is_none_or(|(_, (at, byte))| !byte.is_ascii_alphanumeric() || at > 0 && text[at - 1] == b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_beside_a_window_decide() {
        let template = Template::parse("Role {name} cannot be deleted: it is \"in use\" by {other}").unwrap();
        let check = |text: &str, expected: bool| {
            let padded = [&[0; 64], text.as_bytes(), &[0; 64]].concat();
            let at = 64 + text.find("not be d").unwrap();
            assert_eq!(may_stand(&template, &padded, at), expected, "{text}");
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
