//! An HTTP status named in running text: `HTTP 403`, `status code: 403`, `403 Forbidden`. A bare number is none.

use std::sync::LazyLock;

use regex::bytes::{Regex, RegexBuilder};

use crate::span::Span;

/// Key words before the number, or the reason phrase of RFC 9110 behind it.
static STATUS: LazyLock<Regex> = LazyLock::new(|| {
    let before = r#"(?:\bHTTP(?:/\d(?:\.\d)?)?|\b(?:http|status|response)(?:[ _-]?(?:status|code)){0,2})["']?[ \t]{0,2}[:=]?[ \t]{0,2}["']?([45]\d\d)\b"#;
    let phrases = "Bad Request|Unauthorized|Payment Required|Forbidden|Not Found|Method Not Allowed|Not Acceptable|Request Timeout|Conflict|Gone|\
        Precondition Failed|Content Too Large|Payload Too Large|Unsupported Media Type|Unprocessable|Too Many Requests|Internal Server Error|\
        Not Implemented|Bad Gateway|Service Unavailable|Service Temporarily Unavailable|Gateway Time-?out";
    let behind = format!(r"\b([45]\d\d)(?:: | - | )\(?(?:{phrases})\b");
    let client = r"\b(?:GET|POST|PUT|PATCH|DELETE) \S{1,2000}: ([45]\d\d)\b|\bError ([45]\d\d):";
    // Without Unicode: the words are ASCII, and its tables take longer to compile than a capture to read.
    RegexBuilder::new(&format!("(?i:{before}|{behind})|{client}")).unicode(false).build().expect("a constant")
});

/// The first status from 400 on.
pub(super) fn find(text: &str) -> Option<(u16, Span)> {
    let captures = STATUS.captures(text.as_bytes())?;
    let digits = captures.iter().skip(1).flatten().next()?;
    let span = Span::new(digits.start(), digits.end());
    Some((span.of(text).parse().ok()?, span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_needs_words_beside_it() {
        let check = |text: &str, expect: Option<u16>| assert_eq!(find(text).map(|(status, _)| status), expect, "{text}");
        check("Error: HTTP 403", Some(403));
        check("server answered with status code: 502.", Some(502));
        check("httpCode: 400, message", Some(400));
        check("got 404 Not Found from", Some(404));
        check("403: Forbidden", Some(403));
        check("POST https://h/v1/devices: 422 no room", Some(422));
        check("Error 401: {u'error': u'x'}", Some(401));
        check("took 404 ms", None);
        check("200 OK", None);
        check("line 500: foo", None);
    }
}
