//! Values that cannot be what they look like: UUIDs with a wrong group, days that no calendar has, texts that were to be replaced.

use super::schema::{Schema, format_name, wanted};
use super::{Check, shown};
use crate::capture::json::{Kind, Node};
use crate::lint::Rule;
use crate::lint::rules::Shared;

/// The longest value that is looked at.
const MAX_VALUE: usize = 200;

impl Check<'_, '_> {
    /// Reports values that are odd in themselves.
    pub(in crate::lint) fn values(&mut self, root: Node<'_>) {
        let mut open = vec![(String::new(), root)];
        while let Some((name, node)) = open.pop() {
            if node.kind() == Kind::String && node.inner_span().len() <= MAX_VALUE && !self.told.contains(&node.inner_span()) {
                self.value(&name, node);
            }
            let below = open.len();
            open.extend(node.members().map(|(key, value)| (key.text().into_owned(), value)));
            open.extend(node.elements().map(|element| (name.clone(), element)));
            open[below..].reverse();
        }
    }

    fn value(&mut self, name: &str, node: Node<'_>) {
        let text = node.text();
        let place = self.place(node.inner_span());
        if let Some((rule, what)) = odd_value(self.rules, name, &text) {
            self.report.add(rule, place, format!("`{}` is `{}`, which is no {what}", shown(name), shown(&text)));
        } else if let Some(rule) = self.rules.placeholder.filter(|_| placeholder(&text)) {
            let message = format!("`{}` is `{}`, which was to be replaced", shown(name), shown(&text));
            self.report.add(rule, place, message).help("write the value that the call needs");
        }
    }
}

/// What a value looks like and is not: the rule, and the name of the kind of value.
pub(in crate::lint) fn odd_value(rules: &Shared, name: &str, text: &str) -> Option<(&'static Rule, &'static str)> {
    if text.len() > MAX_VALUE || text.contains('*') {
        return None;
    }
    if is_nearly_uuid(text) {
        return Some((rules.malformed_uuid, "UUID"));
    }
    if is_wrong_time(text) {
        return Some((rules.impossible_time, "date or time that there is"));
    }
    let is_email = names_email(name) && is_wrong_email(text);
    is_email.then_some((rules.malformed_email, format_name("email"))).map(|(rule, _)| (rule, "e-mail address"))
}

/// Whether a text is a UUID (RFC 9562) but for some signs: five groups, of which one has a sign too many or too few, or some signs are no
/// hexadecimal digits. Nothing else is written so.
fn is_nearly_uuid(text: &str) -> bool {
    const LENGTHS: [usize; 5] = [8, 4, 4, 4, 12];
    if !text.is_ascii() || !(30..=40).contains(&text.len()) {
        return false;
    }
    let groups: Vec<&str> = text.split('-').collect();
    if groups.len() != LENGTHS.len() || !groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_alphanumeric())) {
        return false;
    }
    let off: Vec<usize> = groups.iter().zip(LENGTHS).map(|(group, length)| group.len().abs_diff(length)).collect();
    let foreign = text.bytes().filter(|byte| *byte != b'-' && !byte.is_ascii_hexdigit()).count();
    let wrong_groups = off.iter().filter(|&&off| off > 0).count();
    match (wrong_groups, foreign) {
        (0, 0) => false,
        // A mask (`xxxxxxxx-xxxx-…`) is none.
        (0, foreign) => foreign <= 4,
        (1, 0) => off.iter().all(|&off| off <= 2),
        _ => false,
    }
}

/// Whether a text is written as a date, with or without a time, and is none: the year, hyphens and perhaps a `T`, but a part is missing
/// or no calendar has it.
fn is_wrong_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_dated =
        bytes.len() >= 8 && bytes[..4].iter().all(u8::is_ascii_digit) && bytes[4] == b'-' && bytes[5..7].iter().all(u8::is_ascii_digit);
    if !is_dated || !(text.starts_with("19") || text.starts_with("20")) {
        return false;
    }
    let (date, time) = text.split_once(['T', 't']).map_or((text, None), |(date, time)| (date, Some(time)));
    match time {
        // `2021-02-T01:10`: the day is missing. A word with a T in it is no time.
        Some(time) if time.as_bytes().get(..3).is_some_and(|hour| hour[2] == b':' && hour[..2].iter().all(u8::is_ascii_digit)) => {
            !is_date(date) || is_wrong_hour(time)
        }
        Some(_) => false,
        None => bytes.len() == 10 && bytes[7] == b'-' && bytes[8..].iter().all(u8::is_ascii_digit) && !is_date(date),
    }
}

fn is_date(date: &str) -> bool {
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return false;
    }
    let (Ok(year), Ok(month), Ok(day)) = (year.parse::<u32>(), month.parse::<u32>(), day.parse::<u32>()) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 => 28 + u32::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// Whether a time has an hour, minute or second that no clock shows; the leap second is one.
fn is_wrong_hour(time: &str) -> bool {
    let parts = time.splitn(3, ':').map(|part| part.get(..2).and_then(|digits| digits.parse::<u32>().ok()));
    parts.zip([23, 59, 60]).any(|(part, most)| part.is_some_and(|part| part > most))
}

fn names_email(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "email" || name == "emails" || name.ends_with("emailaddress") || name.ends_with("_email")
}

/// Whether a text cannot be an address: no `@`, two, or nothing on one side of it. A text with blanks is a sentence.
fn is_wrong_email(text: &str) -> bool {
    if text.is_empty() || text.contains(|c: char| c.is_whitespace() || matches!(c, '$' | '<' | '{')) {
        return false;
    }
    let parts: Vec<&str> = text.split('@').collect();
    match parts[..] {
        [local, host] => local.is_empty() || host.is_empty() || host.starts_with('.') || host.ends_with('.'),
        _ => true,
    }
}

/// Whether a value was to be replaced before the call: an instruction in words, `YOUR_ID`, `<your-id>`, `xxxx`. Variables of shells and
/// clients (`$ID`, `{{id}}`) are none: they are replaced when the call is made.
pub(in crate::lint) fn placeholder(text: &str) -> bool {
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    let word = |starts: &[&str]| starts.iter().any(|start| lower.strip_prefix(start).is_some_and(|rest| rest.starts_with(['-', '_', ' '])));
    let is_instruction = ["please enter ", "please insert ", "please provide ", "please select ", "enter your ", "enter a ", "enter the "]
        .iter()
        .any(|start| lower.starts_with(start));
    let is_crossed = text.len() >= 4 && lower.bytes().all(|byte| byte == b'x');
    let is_bracketed = text.starts_with('<') && text.ends_with('>') && text.len() > 2 && !text[1..].contains('<') && !text.contains('/');
    let is_named = (word(&["your", "my-own", "insert"]) && !text.contains(' ')) || word(&["<your"]);
    let is_note = ["changeme", "change_me", "change-me", "todo", "fixme", "tbd", "replace_me", "replaceme"].contains(&lower.as_str());
    is_instruction || is_crossed || is_bracketed || is_named || is_note
}

/// What is wrong with a parameter by its schema, in words that go on "is `x`, ", and the rule that it breaks.
pub(in crate::lint) fn wrong_parameter(rules: &Shared, schema: &Schema, text: &str) -> Option<(String, &'static Rule)> {
    use jsonschema::error::ValidationErrorKind;
    Some(match schema.wrong_text(text)? {
        ValidationErrorKind::Format { format } => (format!("which is no {}", format_name(&format)), rules.format(&format)),
        ValidationErrorKind::Enum { options } => {
            let allowed: Vec<&str> = options.as_array().into_iter().flatten().filter_map(serde_json::Value::as_str).collect();
            (format!("which is none of {}", allowed.join(", ")), rules.unknown_value)
        }
        ValidationErrorKind::Constant { expected_value } => {
            let wanted = expected_value.as_str().map_or_else(|| expected_value.to_string(), str::to_owned);
            (format!("but must be `{wanted}`"), rules.malformed_value)
        }
        ValidationErrorKind::Pattern { pattern } => (format!("but must match `{pattern}`"), rules.malformed_value),
        ValidationErrorKind::Type { kind } => (format!("but must be {}", wanted(&kind)), rules.wrong_type),
        _ => ("which does not fit the operation".to_owned(), rules.malformed_value),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_broken_values_are_odd() {
        let check = |odd: fn(&str) -> bool, broken: &[&str], good: &[&str]| {
            for text in broken {
                assert!(odd(text), "{text}");
            }
            for text in good {
                assert!(!odd(text), "{text}");
            }
        };
        let masks = ["xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "00000000-0000-0000-0000-000000000000", "a-b-c-d-e", ""];
        check(is_nearly_uuid, &["g2345678-1234-1234-1234-123456789abc", "12345678-1234-1234-1234-123456789ab"], &masks);
        let good_times =
            ["2021-02-28T01:10:11.355Z", "2020-02-29", "2021-12", "2021-99-ORDER", "20-10-1", "2021-10-Tuesday", "1-2021-10-99"];
        check(is_wrong_time, &["2021-02-T01:10:11Z", "2021-02-29", "2021-13-01T00:00:00Z", "2021-12-01T24:10:00Z"], &good_times);
        let kept = ["$ID", "{{id}}", "xx", "yourself", "<a/>", "A < B > C", "insert", "TODAY", "x1xx"];
        check(placeholder, &["Please enter a number.", "xxxx", "<your-token>", "YOUR_ID", "<id>", "CHANGEME"], &kept);
        check(is_wrong_email, &["someone", "a@b@c", "@b.c", "a@"], &["a@b.example", "$EMAIL", "not given"]);
    }
}
