//! The laws of redaction, held against generated text: a second run finds nothing, JSON stays JSON, what holds no secret
//! stays as it is, planted secrets never survive, and no input takes more than linear time.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value};

use super::{redact, redact_text};

/// Pieces that, strung together, get close to everything the rules look at.
const PIECES: &[&str] = &[
    "password",
    "token",
    "Authorization",
    "Cookie",
    "cookies",
    "apiKey",
    "X-Api-Key",
    "client_secret",
    "sig",
    "auth",
    "pass",
    "nextToken",
    "INVALID_TOKEN",
    "value",
    "name",
    "Bearer",
    "Basic",
    "Digest a=b",
    "curl ",
    " -u ",
    "--user ",
    "--token ",
    " -sSu ",
    " -b ",
    "joe:pass",
    "://",
    ":\\/\\/",
    "@h",
    ":",
    ": ",
    "=",
    " = ",
    "=>",
    "%3D",
    "%22",
    "%26",
    "\\u003d",
    "\\u0026",
    "\\u0022",
    "&quot;",
    "&amp;",
    "&lt;",
    "<",
    ">",
    "</",
    "<password>",
    "<![CDATA[",
    "\"",
    "\\\"",
    "\\\\\"",
    "\\\\\\\"",
    "'",
    "`",
    "\"\"",
    "\\",
    "\\n",
    "\\r\\n",
    "\\\\n",
    "\n",
    "\r\n",
    " ",
    "  ",
    "\t",
    ",",
    ", ",
    ";",
    "&",
    "?",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "*",
    "**",
    "|",
    "-",
    "- ",
    "> ",
    "$",
    "${",
    "$TOKEN",
    "${X}",
    "{{x}}",
    "<token>",
    "***",
    "xxx",
    "null",
    "true",
    "12",
    "-1.5e3",
    "abc",
    "s3cret",
    "aB",
    "see below",
    "the ",
    "must be",
    "is required",
    "Invalid ",
    "hunter2 ",
    "[redacted]",
    "\u{1b}[0m",
    "é",
    "：",
    "eyJhbGciOiJIUzI1NiJ9",
    ".eyJzdWIiOiIxIn0",
    ".sig",
    "AKIAIOSFODNN7EXAMPLE",
    "ghp_0123456789abcdefghijABCDEFGHIJ012345",
    "sk-0123456789abcdefghij",
    "-----BEGIN PRIVATE KEY-----",
    "-----END PRIVATE KEY-----",
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC",
    "[]string{",
    "map[",
    "string(3) \"",
    "x",
    "1",
];

fn noise(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(select(PIECES), 0..most).prop_map(|pieces| pieces.concat())
}

fn json() -> impl Strategy<Value = Value> {
    const NAMES: &[&str] = &["password", "token", "Authorization", "cookies", "value", "name", "id", "code", "nextToken", "auth"];
    let leaf = prop_oneof![
        6 => noise(8).prop_map(Value::from),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i32>().prop_map(Value::from),
        1 => any::<i16>().prop_map(|n| Value::from(f64::from(n) / 8.0)),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((select(NAMES), inner.clone()), 0..5)
                .prop_map(|members| Value::from(members.into_iter().map(|(k, v)| (k.to_owned(), v)).collect::<Map<_, _>>())),
            inner.prop_map(|value| Value::from(value.to_string())),
        ]
    })
}

/// Whether `after` is `before` with some scalars masked.
fn is_alike(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Object(b), Value::Object(a)) => {
            a.len() == b.len() && b.iter().all(|(key, value)| a.get(key).is_some_and(|masked| is_alike(value, masked)))
        }
        (Value::Array(b), Value::Array(a)) => a.len() == b.len() && b.iter().zip(a).all(|(b, a)| is_alike(b, a)),
        (Value::String(_) | Value::Number(_), Value::String(a)) if a == "[redacted]" => true,
        (Value::String(b), Value::String(a)) if a != b => match serde_json::from_str(b) {
            Ok(before @ (Value::Object(_) | Value::Array(_))) => serde_json::from_str(a).is_ok_and(|after| is_alike(&before, &after)),
            _ => a.contains("[redacted]"),
        },
        (b, a) => a == b,
    }
}

fn cases(count: u32) -> ProptestConfig {
    ProptestConfig { cases: count, failure_persistence: None, max_shrink_iters: 20_000, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(option_env!("CASES").map_or(500, |c| c.parse().unwrap())))]

    #[test]
    fn a_second_run_finds_nothing(text in noise(24)) {
        let once = redact(text.into_bytes());
        let twice = redact(once.text().as_bytes().to_vec());
        prop_assert_eq!(once.text(), twice.text());
        prop_assert_eq!(twice.redactions(), 0);
    }

    #[test]
    fn json_stays_json(value in json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        let masked = redact_text(&text);
        let after: Value = serde_json::from_str(&masked).map_err(|e| TestCaseError::fail(format!("{e}: {text} -> {masked}")))?;
        prop_assert!(is_alike(&value, &after), "{} -> {}", text, masked);
        prop_assert_eq!(&redact_text(&masked), &masked);
    }
}

/// Secret names in the spellings of headers, JSON, forms and the environment.
const SECRET_NAMES: &[&str] = &[
    "password",
    "Password",
    "newPassword",
    "DB_PASSWORD",
    "passwd",
    "passphrase",
    "pwd",
    "client_secret",
    "clientSecret",
    "CLIENT_SECRET",
    "X-Api-Key",
    "apiKey",
    "api_key",
    "x-api-key",
    "accessKey",
    "secret-key",
    "privateKey",
    "access_token",
    "refreshToken",
    "id_token",
    "X-Auth-Token",
    "token",
    "GITHUB_TOKEN",
    "X-CSRF-Token",
    "sessionId",
    "session_id",
    "credential",
    "signature",
    "jwt",
    "otp",
    "clientAssertion",
    "password1",
];

/// Where `§` is the secret and `¤` its name; the secret is one word.
const PLACES: &[&str] = &[
    "¤: §",
    "> ¤: §\r\n> Host: h",
    "< ¤: §\r\n",
    "* [HTTP/2] [1] [¤: §]",
    "Authorization: Bearer §",
    "Authorization: §",
    "> Authorization: Basic §\r\n> A: b",
    "Proxy-Authorization: Basic §",
    "authorization: token §",
    "Authorization: Digest a=\"b\", response=\"§\"\nx",
    "Authorization: AWS4-HMAC-SHA256 Credential=a/b, Signature=§",
    "Cookie: a=b; sid=§; c=d",
    "Set-Cookie: sid=§; Path=/",
    "12:00:01 DEBUG Authorization: Bearer §",
    "12:00:01 INFO ¤: §",
    "12:00 {¤: §, a: b}",
    "12:00 (¤: §)",
    "curl -H \"Authorization: Bearer §\" https://h",
    "curl -H '¤: §' https://h",
    "curl -H \"¤:§\" h",
    "curl --header 'Cookie: a=§' h",
    "curl -H 'Authorization: Digest a=\"b\", response=\"§\"' h",
    "curl -u joe:§ https://h",
    "curl -u 'joe:§' h",
    "curl -u \"joe:§\" h",
    "curl --user joe:§ h",
    "curl -sSku joe:§ h",
    "-u joe:§",
    "curl \\\n  -X POST \\\n  -vu joe:§ \\\n  h",
    "curl --cookie 'sid=§' h",
    "curl -b sid=§ h",
    "cmd --¤ §",
    "cmd --¤=§ x",
    "cmd --¤ '§'",
    "['cmd', '--¤', '§']",
    "curl -d 'a=b&¤=§&c=d' h",
    "curl -d \"¤=§\" h",
    "curl -d '{\"a\":1,\"¤\":\"§\"}' h",
    "curl -d \"{\\\"¤\\\":\\\"§\\\"}\" h",
    "GET /v1/x?¤=§ HTTP/1.1",
    "GET /v1/x?a=b&¤=§&c=d HTTP/1.1",
    "https://h/x?¤=§#y",
    "user[¤]=§&a=b",
    "user%5B¤%5D=§",
    "{\"¤\":\"§\"}",
    "{\"¤\" : \"§\" , \"a\":1}",
    "{\n  \"¤\": \"§\"\n}",
    "{\"a\":{\"b\":[{\"¤\":\"§\"}]}}",
    "{\"¤\":[\"x\",\"§\",\"y\"]}",
    "{\"¤\":[[\"§\"],{\"a\":1},\"§\"]}",
    "{\"¤\":{\"value\":\"§\"}}",
    "{\"headers\":{\"Authorization\":[\"Bearer §\"],\"Cookie\":[\"a=§\"]}}",
    "{\"name\":\"Authorization\",\"value\":\"Bearer §\"}",
    "{\"name\":\"¤\",\"value\":\"§\"}",
    "{\"key\":\"¤\",\"type\":\"text\",\"value\":\"§\"}",
    "{\"value\":\"§\",\"name\":\"¤\"}",
    "{\n \"name\": \"Cookie\",\n \"value\": \"sid=§\"\n}",
    "{\"cookies\":[{\"name\":\"sid\",\"value\":\"§\",\"path\":\"/\"},{\"name\":\"b\",\"value\":\"§\"}]}",
    "{\"cookies\":{\"sid\":\"§\"}}",
    "{'Authorization': 'Bearer §', 'a': 'b'}",
    "{'¤': '§', 'a': 'b'}",
    "{b'¤': b'§'}",
    "{'¤': ['§', 'x']}",
    "[('¤', '§')]",
    "¤='§'",
    "{\"¤\"=>\"§\", \"a\"=>\"b\"}",
    "{:¤=>\"§\", :a=>1}",
    "{¤: \"§\", a: 1}",
    "    [¤] => §\n    [a] => b\n",
    "'¤' => '§',",
    "[\"¤\"]=>\n  string(8) \"§\"\n",
    "map[Authorization:[Bearer §] Accept:[*/*]]",
    "map[¤:[§] Accept:[x]]",
    "map[¤:§ a:b]",
    "{Authorization=[Bearer §], a=b}",
    "Login{¤=§, a=b}",
    "Login(¤=§)",
    "http.Header{\"¤\":[]string{\"§\"}, \"A\":[]string{\"b\"}}",
    "¤: §\nuser: joe\n",
    "  ¤: '§'\n",
    "  ¤: \"§\" # x\n",
    "- ¤: §",
    "- name: ¤\n  value: §\n",
    "<¤>§</¤>",
    "<a:¤ b=\"c\">§</a:¤>",
    "<¤><![CDATA[§]]></¤>",
    "<login ¤=\"§\" a=\"b\"/>",
    "<login ¤='§'/>",
    "<add key=\"¤\" value=\"§\" />",
    "<property name=\"¤\">§</property>",
    "&lt;¤&gt;§&lt;/¤&gt;",
    "{&quot;¤&quot;:&quot;§&quot;}",
    "¤=§",
    "export ¤=§\n",
    "¤=\"§\"",
    "¤ = §",
    "¤ = \"§\"\n",
    "level=info ¤=§ status=403",
    "level=info ¤=\"§\" status=403",
    "Server=x;¤=§;Encrypt=true",
    "\u{1b}[36m¤\u{1b}[0m=§",
    "\u{1b}[36m¤\u{1b}[0m=\u{1b}[33m§\u{1b}[0m",
    "\u{1b}[34;1m\"¤\"\u{1b}[0m\u{1b}[1;39m:\u{1b}[0;32m\"§\"\u{1b}[0m",
    "\"{\"\"¤\"\":\"\"§\"\"}\"",
    "{`\"¤`\":`\"§`\"}",
    "**¤:** §",
    "`¤: §`",
];

/// One word that is no placeholder and needs no escape in any of the places.
fn word_secret() -> impl Strategy<Value = String> {
    ("[A-Za-z0-9!$^*~_.+/|{(\\[-]?[A-Za-z0-9]", "[A-Za-z0-9._~+/=!^*|:@%#?$-]{6,24}", "[A-Za-z][0-9][A-Za-z0-9]{3}=?=?")
        .prop_map(|(a, b, c)| a + &b + &c)
}

/// `text` as the content of a JSON string, `depth` times.
fn escaped(text: &str, depth: usize) -> String {
    (0..depth).fold(text.to_owned(), |text, _| serde_json::json!({"status": 403, "message": text, "code": "E-1"}).to_string())
}

proptest! {
    #![proptest_config(cases(option_env!("CASES").map_or(2000, |c| c.parse().unwrap())))]

    #[test]
    fn planted_words_do_not_survive(
        place in select(PLACES), name in select(SECRET_NAMES), secret in word_secret(), depth in 0_usize..4,
        before in prop_oneof![Just(""), Just("HTTP/1.1 403 Forbidden\n"), Just("it's \"odd\": "), Just("{\"a\":1}\n")],
        after in prop_oneof![Just(""), Just("\nnext: line"), Just("\n{\"code\":\"EQ-1234567\"}")],
    ) {
        let planted = place.replace('§', &secret).replace('¤', name);
        let text = format!("{before}{}{after}", escaped(&planted, depth));
        let masked = redact_text(&text);
        prop_assert!(!masked.contains(&secret) && !masked.contains(&secret[secret.len() / 2..]), "{} -> {}", text, masked);
        if !after.is_empty() {
            prop_assert!(masked.ends_with(after), "{} -> {}", text, masked);
        }
    }

    #[test]
    fn planted_texts_do_not_survive(name in select(SECRET_NAMES), secret in "[a-z0-9]{4}[ -~é\\\\\"']{0,12}[0-9][a-z0-9]{4}", depth in 0_usize..4, list in any::<bool>()) {
        let value = if list { serde_json::json!({"a": {name: [secret]}, "b": 1}) } else { serde_json::json!({"a": {name: secret}, "b": 1}) };
        let text = escaped(&value.to_string(), depth);
        let masked = redact_text(&text);
        prop_assert!(!masked.contains(&secret[..4]) || !masked.contains(&secret[secret.len() - 5..]), "{} -> {}", text, masked);
        prop_assert!(serde_json::from_str::<Value>(&masked).is_ok(), "{} -> {}", text, masked);
        prop_assert!(masked.contains("\"b"), "{} -> {}", text, masked);
    }
}

#[test]
#[ignore]
fn survey() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let befores = ["", "HTTP/1.1 403 Forbidden\n", "it's \"odd\": ", "{\"a\":1}\n"];
    let afters = ["", "\nnext: line", "\n{\"code\":\"EQ-1234567\"}"];
    let mut table = std::collections::BTreeMap::<(usize, usize, &str), (usize, String)>::new();
    for (i, place) in PLACES.iter().enumerate() {
        for n in 0..3000 {
            let secret = word_secret().new_tree(&mut runner).unwrap().current();
            let name = SECRET_NAMES[n % SECRET_NAMES.len()];
            let depth = n % 4;
            let planted = place.replace('§', &secret).replace('¤', name);
            let after = afters[n % 3];
            let text = format!("{}{}{after}", befores[(n / 7) % 4], escaped(&planted, depth));
            let masked = redact_text(&text);
            let kind = if masked.contains(&secret) {
                "whole"
            } else if masked.contains(&secret[secret.len() / 2..]) {
                "part"
            } else if !masked.ends_with(after) {
                "after"
            } else {
                continue;
            };
            let entry = table.entry((i, depth, kind)).or_insert((0, format!("{text}\n        -> {masked}")));
            entry.0 += 1;
        }
    }
    for ((i, depth, kind), (count, example)) in table {
        println!("{} | depth {depth} | {kind} | {count} | {}", PLACES[i].escape_debug(), example.replace('\n', "⏎"));
    }
}
