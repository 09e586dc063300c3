//! What is pasted is seldom what was printed: parts are missing, cut off, or of another call. Each text with what must be found in it.

use errdex::capture;
use errdex::matcher::Finding;
use errdex::redact::redact;

use crate::support::matcher;

/// The findings of a text with the built-in catalog: verdict, ids, status and correlation, of each as `matched EQ-2010005 403`.
fn findings(text: &str) -> Vec<String> {
    let matcher = matcher();
    let capture = capture::parse(redact(text.as_bytes().to_vec()), &matcher.envelopes().unwrap());
    let told = |finding: &Finding<'_>| {
        let ids = finding.candidates.iter().map(|candidate| candidate.known.id.trim_start_matches("equinix/").to_owned());
        let status = finding.status.map(|status| status.to_string());
        let correlation = finding.fields.correlation.as_ref().map(|id| format!("log {}", id.text));
        let blame = finding.blame.iter().map(|blame| match &blame.value {
            Some(value) => format!("at {}", value.text),
            None => format!("lacks {}", blame.name),
        });
        let words = [finding.verdict.name().to_owned()].into_iter().chain(ids).chain(status).chain(correlation).chain(blame);
        words.collect::<Vec<_>>().join(" ")
    };
    matcher.find(&capture).unwrap().list.iter().map(told).collect()
}

#[test]
fn what_is_missing_or_cut_is_made_up_for() {
    const QUOTE: &str = r#"[{"errorCode":"EQ-2010005","errorMessage":"QuoteID not found for this account. Please ensure you have the appropriate permissions to view this quote."}]"#;
    const BANDWIDTH: &str = r#"[{"errorCode":"EQ-3142306","errorMessage":"Requested bandwidth is not supported by service profile"}]"#;
    let check = |text: &str, expected: &[&str]| assert_eq!(findings(text), expected, "{text}");
    // Without the head of the answer, its body looks like that of the request, its lines like headers.
    check(&format!("GET https://api.equinix.com/v2/quotes/1-2031234567\n{QUOTE}"), &["matched EQ-2010005 at 1-2031234567"]);
    check(&format!("> GET /v2/quotes/7 HTTP/1.1\n> Host: api.equinix.com\n>\n{QUOTE}"), &["matched EQ-2010005 at 7"]);
    check("GET https://api.equinix.com/v2/quotes/7\nResponse: [{\"errorCode\":\"EQ-2010005\"}]", &["matched EQ-2010005 at 7"]);
    check("GET https://api.equinix.com/v2/quotes/7\nStatus: 403\nerrorCode: EQ-2010005", &["matched EQ-2010005 403 at 7"]);
    check("GET https://api.equinix.com/v2/quotes/7\nerror: EQ-2010005 not found", &["matched EQ-2010005 at 7"]);
    check(&format!("curl \"https://api.equinix.com/v2/quotes/7\n{QUOTE}"), &["matched EQ-2010005 at 7"]);
    check(&format!("curl -X POST https://api.equinix.com/fabric/v4/connections \\\n{BANDWIDTH}"), &["matched EQ-3142306"]);
    check(&format!("curl -d '{{\"bandwidth\":5...\n{BANDWIDTH}"), &["matched EQ-3142306"]);
    // A request alone says nothing.
    check("curl https://api.equinix.com/x -d '{\"error\":\"Access\",\"code\":\"US\"}'", &[]);
    // A logger's record of a call is no entry of a HAR file.
    check(
        &format!(
            r#"{{"request":{{"method":"GET","url":"https://api.equinix.com/v2/quotes/7"}},"response":{{"status":403,"body":{QUOTE}}}}}"#
        ),
        &["matched EQ-2010005 403 at 7"],
    );
    // A message that was cut off has not drifted.
    check(r#"{"errors":[{"code":"EQX-121-403","message":"You don't have permission to use th..."}]}"#, &["matched EQX-121-403/account"]);
    check(
        r#"{"errorCode":"EQ-3142306","errorMessage":"Requested bandwidth is not supported by ser… (truncated 412 bytes)"}"#,
        &["matched EQ-3142306"],
    );
    check(r#"[{"errorCode":"EQ-2010005","errorMessage":"QuoteID not found for this acc"#, &["matched EQ-2010005"]);
    check(r#"[{"errorCode":"EQ-2010005","errorMessage":"QuoteID unheard of..."}]"#, &["drifted EQ-2010005"]);
    // The status of another record says nothing of a code.
    let record = |time: &str, text: &str| format!("2026-03-01T12:00:0{time}Z {text}\n");
    let far = record("1", "GET https://h/y: 500 Internal Server Error") + &record("2", "ok") + &record("3", "ERROR EQ-3040030 on delete");
    assert!(findings(&far)[0].starts_with("ambiguous "), "{:?}", findings(&far));
    check("GET https://h/quotes/1-2: 403 Forbidden\nPOST https://h/connections: 400 EQ-3142306", &["matched EQ-3142306 400"]);
    // Bodies that frameworks make of a status.
    check(r#"{"status":403,"error":"Forbidden","path":"/api/x"}"#, &["status-only http/403 403"]);
    // Short messages are those of the provider whose host was called.
    check("GET https://api.github.com/foo\n\nHTTP/1.1 403 Forbidden\n\n{\"message\":\"Access Denied\"}", &["status-only http/403 403"]);
    check("HTTP/1.1 200 OK\n\n{\"policies\":[{\"name\":\"default\",\"description\":\"Access Denied\"}]}", &[]);
    // What word processors make of a hyphen.
    check("error EQ\u{2011}3142306 and EQ\u{2013}2010005", &["matched EQ-3142306", "matched EQ-2010005"]);
    check("[map[errorCode:EQ-3142306 correlationId:9f-1]]", &["matched EQ-3142306 log 9f-1"]);
}

#[test]
fn a_request_lacks_only_what_it_surely_has_not() {
    const CSP: &str = r#"[{"errorCode":"EQ-3142303","errorMessage":"Only Primary connection allowed for this CSP"}]"#;
    let lacks = |sent: &str| {
        let found = findings(&format!("curl -X POST https://api.equinix.com/fabric/v4/connections {sent}\n{CSP}"));
        assert_eq!(found.len(), 1, "{sent}: {found:?}");
        found[0].contains("lacks")
    };
    for sent in ["-d @body.json", "-d \"$BODY\"", "--json @-", "-d '{\"redundancy\":$RED}'", "-d '{\"bandwidth\":50"] {
        assert!(!lacks(sent), "{sent}");
    }
    assert!(lacks("-d '{\"bandwidth\":50}'"));
    // What `curl -v` tells of the request, it has.
    let traced = |headers: &str| {
        let sent =
            format!("$ curl -v https://api.equinix.com/v1/reportCenter/reports/1\n> GET /v1/reportCenter/reports/1 HTTP/1.1\n{headers}>\n");
        let text = sent
            + "< HTTP/1.1 403 Forbidden\n<\n{\"errors\":[{\"code\":\"EQX-816-403\",\"message\":\"User [jd] is forbidden to access report of [1]\"}]}";
        findings(&text)[0].contains("lacks")
    };
    assert!(traced("> Accept: */*\n"));
    assert!(!traced("> Authorization: Bearer [redacted]\n"));
}

#[test]
fn an_answer_points_into_the_request_that_it_speaks_of() {
    let sent = |account: &str| format!("> GET /v1/finance/accounts/{account} HTTP/1.1\n> Host: api.equinix.com\n>\n");
    let answer = |account: &str| {
        let message = format!("User [jd] is not authorized to access the account [{account}]");
        format!("< HTTP/1.1 403 Forbidden\n<\n{{\"errors\":[{{\"code\":\"EQX-826-403\",\"message\":\"{message}\"}}]}}\n")
    };
    let text = sent("111") + &sent("222") + &answer("111") + &answer("222");
    assert_eq!(findings(&text), ["matched EQX-826-403 403 at 111", "matched EQX-826-403 403 at 222"]);
    assert_eq!(findings(&(sent("10880") + &answer("99"))), ["matched EQX-826-403 403"]);
}
