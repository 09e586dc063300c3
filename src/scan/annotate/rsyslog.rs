//! What rsyslog's module mmexternal hands over: the bare message, or all of its properties as JSON.

use serde::Deserialize;

/// The answer to a line without a finding.
pub(super) const NOTHING: &[u8] = b"{}";

/// The properties of a message with `interface.input="fulljson"`. Of a message that is itself JSON, hardly any has these two.
#[derive(Deserialize)]
struct Properties {
    msg: String,
    #[serde(rename = "rawmsg")]
    _raw: String,
}

/// The message, if the line has all properties of one; what else they hold (the host's name, the message once more) does not count.
pub(super) fn message(line: &[u8]) -> Option<String> {
    if line.trim_ascii_start().first() != Some(&b'{') || memchr::memmem::find(line, b"\"rawmsg\"").is_none() {
        return None;
    }
    let text = String::from_utf8_lossy(line);
    serde_json::from_str(&text).ok().map(|properties: Properties| properties.msg)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_is_found_among_the_properties() {
        let message = |line: &str| message(line.as_bytes());
        let full = r#"{"msg":"a\nb \"c\"","rawmsg":"<13>a","hostname":"EQ-2010005","$!":{"x":[1]}}"#;
        assert_eq!(message(full).as_deref(), Some("a\nb \"c\""));
        assert_eq!(message(r#"{"msg":"a","level":"error"}"#), None);
        assert_eq!(message(r#"{"msg":1,"rawmsg":"a"}"#), None);
        assert_eq!(message("<13>a \"rawmsg\""), None);
    }
}
