//! The laws of redaction, held against generated text: a second run finds nothing, JSON stays JSON, what holds no secret
//! stays as it is, planted secrets do not survive, and no input takes more than linear time.
//!
//! In the lists below, `¦` and line ends separate, `⏎` is a line end, `␍` a carriage return, `␛` an escape.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

use super::{redact, redact_text};

/// Pieces that, strung together, come close to all that the rules look at.
const PIECES: &str = r#"password¦token¦Authorization¦Cookie¦cookies¦apiKey¦X-Api-Key¦client_secret¦sig¦auth¦pass¦nextToken¦INVALID_TOKEN
value¦name¦key¦Bearer¦Basic¦Digest a=b¦curl ¦ -u ¦--user ¦--token ¦ -sSu ¦ -b ¦joe:pass¦://¦:\/\/¦@h¦:¦: ¦=¦ = ¦=>¦%3D¦%22¦%26¦%20
\u003d¦\u0026¦\u0022¦\u003c¦&quot;¦&amp;¦&lt;¦<¦>¦</¦<password>¦<![CDATA[¦]]>¦"¦\"¦\\"¦\\\"¦'¦`¦`"¦""¦\¦\n¦\r\n¦\\n¦⏎¦␍⏎¦ ¦  ¦	¦,¦, ¦;¦&¦?
{¦}¦[¦]¦(¦)¦*¦**¦|¦-¦- ¦> ¦$¦${¦$TOKEN¦${X}¦{{x}}¦<token>¦***¦xxx¦null¦true¦12¦-1.5e3¦abc¦s3cret¦aB¦see below¦the ¦must be¦is required
Invalid ¦hunter2 ¦[redacted]¦␛[0m¦é¦：¦eyJhbGciOiJIUzI1NiJ9¦.eyJzdWIiOiIxIn0¦.sig¦AKIAIOSFODNN7EXAMPLE¦sk-0123456789abcdefghij¦x¦1¦{"¦"}
ghp_0123456789abcdefghijABCDEFGHIJ012345¦-----BEGIN PRIVATE KEY-----¦-----END PRIVATE KEY-----¦MIIEvQIBADANBgkqhkiG9w0BAQEFAASC¦[]string{
map[¦string(3) "¦":"¦","¦":["¦\":\"¦IDENTIFIED BY ¦PASSWORD ¦PASSWORD(¦@tcp(¦	TRUE	/	FALSE	1	sid	¦machine h login joe ¦ password ¦│ ¦| ¦ -> ¦;s:3:
Content-Disposition: form-data; name=¦web-1  | ¦abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0123456789abcd1234¦\ ¦--auth ¦|⏎¦<<EOT⏎¦EOT⏎¦“¦”¦\x22¦^\^"
-H ¦Cookie(¦tokens¦rejectedValue¦input¦EQ-2010005¦401 Unauthorized¦8Q~¦:AA¦┃ ¦<br>"#;

/// Secret names in the spellings of headers, JSON, forms and the environment.
const NAMES: &str =
    "password¦Password¦newPassword¦DB_PASSWORD¦passwd¦passphrase¦pwd¦client_secret¦clientSecret¦CLIENT_SECRET¦X-Api-Key¦apiKey
api_key¦x-api-key¦accessKey¦secret-key¦privateKey¦access_token¦refreshToken¦id_token¦X-Auth-Token¦token¦GITHUB_TOKEN¦X-CSRF-Token¦sessionId
session_id¦credential¦signature¦jwt¦otp¦clientAssertion¦password1";

/// Where secrets are planted: `§` is the secret, `¤` its name.
const PLACES: &str = r#"¤: §¦> ¤: §␍⏎> Host: h¦< ¤: §␍⏎¦* [HTTP/2] [1] [¤: §]¦Authorization: Bearer §¦Authorization: §¦> Authorization: Basic §␍⏎> A: b
Proxy-Authorization: Basic §¦authorization: token §¦Authorization: Digest a="b", response="§"⏎x¦Cookie: a=b; sid=§; c=d¦Set-Cookie: sid=§; Path=/
Authorization: AWS4-HMAC-SHA256 Credential=a/b, Signature=§¦12:00:01 DEBUG Authorization: Bearer §¦12:00:01 INFO ¤: §¦12:00 {¤: §, a: b}
12:00 (¤: §)¦curl -H "Authorization: Bearer §" https://h¦curl -H '¤: §' https://h¦curl -H "¤:§" h¦curl --header 'Cookie: a=§' h
curl -H 'Authorization: Digest a="b", response="§"' h¦curl -u joe:§ https://h¦curl -u 'joe:§' h¦curl -u "joe:§" h¦curl --user joe:§ h
curl -sSku joe:§ h¦-u joe:§¦curl \⏎  -X POST \⏎  -vu joe:§ \⏎  h¦curl --cookie 'sid=§' h¦curl -b sid=§ h¦cmd --¤ §¦cmd --¤=§ x¦cmd --¤ '§'
['cmd', '--¤', '§']¦curl -d 'a=b&¤=§&c=d' h¦curl -d "¤=§" h¦curl -d '{"a":1,"¤":"§"}' h¦curl -d "{\"¤\":\"§\"}" h¦GET /v1/x?¤=§ HTTP/1.1
GET /v1/x?a=b&¤=§&c=d HTTP/1.1¦https://h/x?¤=§#y¦user[¤]=§&a=b¦user%5B¤%5D=§¦{"¤":"§"}¦{"¤" : "§" , "a":1}¦{⏎  "¤": "§"⏎}
{"a":{"b":[{"¤":"§"}]}}¦{"¤":["x","§","y"]}¦{"¤":[["§"],{"a":1},"§"]}¦{"¤":{"value":"§"}}¦{"value":"§","name":"¤"}
{"headers":{"Authorization":["Bearer §"],"Cookie":["a=§"]}}¦{"name":"Authorization","value":"Bearer §"}¦{"name":"¤","value":"§"}
{"key":"¤","type":"text","value":"§"}¦{⏎ "name": "Cookie",⏎ "value": "sid=§"⏎}¦{"cookies":{"sid":"§"}}
{"cookies":[{"name":"sid","value":"§","path":"/"},{"name":"b","value":"§"}]}¦{'Authorization': 'Bearer §', 'a': 'b'}¦{'¤': '§', 'a': 'b'}
{b'¤': b'§'}¦{'¤': ['§', 'x']}¦[('¤', '§')]¦¤='§'¦{"¤"=>"§", "a"=>"b"}¦{:¤=>"§", :a=>1}¦{¤: "§", a: 1}¦    [¤] => §⏎    [a] => b⏎
'¤' => '§',¦["¤"]=>⏎  string(8) "§"⏎¦map[Authorization:[Bearer §] Accept:[*/*]]¦map[¤:[§] Accept:[x]]¦map[¤:§ a:b]
{Authorization=[Bearer §], a=b}¦Login{¤=§, a=b}¦Login(¤=§)¦http.Header{"¤":[]string{"§"}, "A":[]string{"b"}}¦¤: §⏎user: joe⏎¦  ¤: '§'⏎
  ¤: "§" # x⏎¦- ¤: §¦- name: ¤⏎  value: §⏎¦<¤>§</¤>¦<a:¤ b="c">§</a:¤>¦<¤><![CDATA[§]]></¤>¦<login ¤="§" a="b"/>¦<login ¤='§'/>
<add key="¤" value="§" />¦<property name="¤">§</property>¦&lt;¤&gt;§&lt;/¤&gt;¦{&quot;¤&quot;:&quot;§&quot;}¦¤=§¦export ¤=§⏎¦¤="§"¦¤ = §
¤ = "§"⏎¦level=info ¤=§ status=403¦level=info ¤="§" status=403¦Server=x;¤=§;Encrypt=true¦␛[36m¤␛[0m=§¦␛[36m¤␛[0m=␛[33m§␛[0m
␛[34;1m"¤"␛[0m␛[1;39m:␛[0;32m"§"␛[0m¦"{""¤"":""§""}"¦{`"¤`":`"§`"}¦**¤:** §¦`¤: §`"#;

/// Text that holds no secret.
const HARMLESS: &str = r#"User [JohnDoe] is forbidden to access report of [ffb1cb2d-d123-4b42-beb1-1b234ce56789]¦HTTP/1.1 403 Forbidden
{"errorCode":"TOKEN_EXPIRED","errorMessage":"Invalid access token. Please pass a valid access token"}¦Your password is incorrect
{"error":"invalid_token","error_description":"token expired"}¦password: must be at least 8 characters¦the token: see below
{"code":"EQX-816-403","correlationId":"ffb1cb2d-d123-4b42-beb1-1b234ce56789","ticketId":"ABC-12"}¦InvalidToken: The token is not valid
{"nextToken":"abc1","pageToken":"abc1","token_type":"Bearer","expires_in":3600,"tokenUrl":"https://h/t","max_tokens":5}
{"token":"[redacted]","secret":"***","password":"xxx","api_key":"${KEY}","jwt":"<token>","otp":"{{otp}}","a":null}¦secrets "x" is forbidden
{"password":["This password is too short.","can't be blank"],"credentials":true,"token":null,"signature":""}¦Basic authentication failed
{"errors":{"password":{"code":"too_short","params":[8]}}}¦GET /v1/tokens/list?limit=5 HTTP/1.1¦Bearer token is required¦$token->next()"#;

fn list(text: &'static str) -> Vec<String> {
    text.split(['¦', '\n']).map(|item| item.replace('⏎', "\n").replace('␍', "\r").replace('␛', "\u{1b}")).collect()
}

fn noise(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(select(list(PIECES)), 0..most).prop_map(|pieces| pieces.concat())
}

fn document() -> impl Strategy<Value = Value> {
    const NAMES: &[&str] = &["password", "token", "Authorization", "cookies", "value", "name", "id", "code", "nextToken", "auth"];
    let leaf = prop_oneof![
        6 => noise(8).prop_map(Value::from),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i32>().prop_map(Value::from),
        1 => any::<i16>().prop_map(|n| Value::from(f64::from(n) / 8.0)),
    ];
    leaf.prop_recursive(4, 24, 5, |inner| {
        let members = prop::collection::vec((select(NAMES), inner.clone()), 0..5);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            members.prop_map(|members| Value::from(members.into_iter().map(|(k, v)| (k.to_owned(), v)).collect::<Map<_, _>>())),
            inner.prop_map(|value| Value::from(value.to_string())),
        ]
    })
}

/// Whether `after` is `before` with some of its scalars masked; JSON in a text counts as JSON.
fn is_alike(before: &Value, after: &Value) -> bool {
    match (before, after) {
        // A key that is itself a field with a secret, `{"token=abc": 1}`, is masked as well.
        (Value::Object(b), Value::Object(a)) if a.keys().any(|key| key.contains("[redacted]")) => a.len() <= b.len(),
        (Value::Object(b), Value::Object(a)) => {
            a.len() == b.len() && b.iter().all(|(key, value)| a.get(key).is_some_and(|masked| is_alike(value, masked)))
        }
        (Value::Array(b), Value::Array(a)) => a.len() == b.len() && b.iter().zip(a).all(|(b, a)| is_alike(b, a)),
        (Value::String(_) | Value::Number(_), Value::String(a)) if a.trim() == "[redacted]" => true,
        (Value::String(b), Value::String(a)) if a != b => match serde_json::from_str(b) {
            Ok(before @ (Value::Object(_) | Value::Array(_))) => serde_json::from_str(a).is_ok_and(|after| is_alike(&before, &after)),
            _ => a.contains("[redacted]"),
        },
        (b, a) => a == b,
    }
}

/// `text` as the content of a JSON string, `depth` times.
fn escaped(text: String, depth: usize) -> String {
    (0..depth).fold(text, |text, _| json!({"status": 403, "message": text, "code": "E-1"}).to_string())
}

/// One word that is no placeholder and needs no escape in any of the places.
fn word() -> impl Strategy<Value = String> {
    let parts = ("[A-Za-z0-9!$^*~_.+/|{(\\[-]?[A-Za-z0-9]", "[A-Za-z0-9._~+/=!^*|:@%#?$-]{6,24}", "[A-Za-z][0-9][A-Za-z0-9]{3}=?=?");
    parts.prop_map(|(first, middle, last)| first + &middle + &last)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_second_run_finds_nothing(text in noise(24)) {
        let once = redact(text.clone().into_bytes());
        let twice = redact(once.text().as_bytes().to_vec());
        prop_assert_eq!(once.text(), twice.text());
        prop_assert_eq!(twice.redactions(), 0);
        prop_assert_eq!(once.redactions() == 0, once.text() == text);
    }

    #[test]
    fn json_stays_json(value in document(), is_pretty in any::<bool>()) {
        let text = if is_pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        let masked = redact_text(&text);
        let after = serde_json::from_str(&masked);
        prop_assert!(after.is_ok_and(|after| is_alike(&value, &after)), "{} -> {}", text, masked);
        prop_assert_eq!(&redact_text(&masked), &masked);
    }

    #[test]
    fn harmless_text_stays(texts in prop::collection::vec(select(list(HARMLESS)), 1..6), depth in 0_usize..4) {
        let text = escaped(texts.join("\n"), depth);
        let masked = redact_text(&text);
        prop_assert_eq!(&masked, &text);
    }

    #[test]
    fn planted_words_do_not_survive(
        place in select(list(PLACES)), name in select(list(NAMES)), secret in word(), depth in 0_usize..4,
        before in select(vec!["", "HTTP/1.1 403 Forbidden\n", "it's \"odd\": ", "{\"a\":1}\n"]),
        after in select(vec!["", "\nnext: line", "\n{\"code\":\"EQ-1234567\"}"]),
    ) {
        let planted = escaped(place.replace('§', &secret).replace('¤', &name), depth);
        let text = format!("{before}{planted}{after}");
        let masked = redact_text(&text);
        prop_assert!(!masked.contains(&secret) && !masked.contains(&secret[secret.len() / 2..]), "{} -> {}", text, masked);
        prop_assert!(masked.ends_with(after), "{} -> {}", text, masked);
    }

    #[test]
    fn planted_texts_do_not_survive(
        name in select(list(NAMES)), secret in "Zq7k[ -~é\\\\\"']{0,12}[a-z0-9]Wx9j", depth in 0_usize..4, is_list in any::<bool>(),
    ) {
        let value = if is_list { json!([secret]) } else { json!(secret) };
        let text = escaped(json!({"a": {name: value}, "b": 1}).to_string(), depth);
        let masked = redact_text(&text);
        prop_assert!(!masked.contains("Zq7k") && !masked.contains("Wx9j"), "{} -> {}", text, masked);
        prop_assert!(serde_json::from_str::<Value>(&masked).is_ok() && masked.contains("\"b"), "{} -> {}", text, masked);
    }
}

/// More of what may be begun again and again.
const REPEATED: &[&str] = &[
    "\"token\":\"",
    "\"token\":[",
    "\"token\":{",
    "token:[a ",
    "token: 'a\n",
    "token: \",",
    "pass=",
    "pass:[a ",
    "(bad_token: x ",
    "bad_token=",
    "<password><![CDATA[\n",
    "curl \\\n\n",
    "curl -u a:b \\\n",
    "-u=.",
    "bearer+",
    "eyJ-",
    "sk-",
    "\"name\":\"token\",",
    "\"value\":\"x\",\"name\":\"token\",",
    "name: token\n",
    "cookies={",
    "token=,",
    "token=a&b",
    "token: (",
    "Authorization: Digest a=\"b\", ",
    "Cookie: ",
    "auth:{a:",
    "token`\":`\"",
    "password: |\n ",
    "pass: |\\n ",
    "pass: |\n a ",
    "create user identified ",
    "IDENTIFIED BY 'a ",
    "a:b@tcp(",
    "\ttrue\t/",
    "\\ttrue\\t/",
    "machine a login b password ",
    "|password|",
    "| `token` | `a",
    "content-disposition: name=\"token\"",
    "content-disposition: name=\"token\"\n",
    "\"token\";s:1:\"",
    "(:password \"",
    "password = \"a\" -> \"",
    "https://a:b/",
    "https://a:b\n",
    "PASSWORD('",
    "Bearer aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
    "X-Api-Key: a1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa token=1aaaaaaaaa\n",
    "\"token\"\n",
    "a | \"token\"\n",
    "\"token\":[\"a",
    "token:['a\n",
    "token:[\\'a''",
    "token = <<EOT\n",
    "token = <<EOT\nEOTS ",
    "-----BEGIN PRIVATE KEY-----\n> ",
    "-----BEGIN PRIVATE KEY-----<br>MIIEvQIBADANBgkqhkiG9w0BAQEFAASC<br>",
    "Cookie(\"a\", ",
    "[\"token\"], input",
    "a8Q~",
    "12345678:AA",
    ".atlasv1.",
    "curl -su'a --cert a.b:",
    "-H \"token: \"",
    "“token”: “",
    "\\x22token\\x22:\\x22",
];

/// Each piece, repeated: were anything quadratic, this would not end.
#[test]
fn repeated_pieces_come_to_an_end() {
    const SIZE: usize = 1 << 18;
    for piece in list(PIECES).into_iter().chain(REPEATED.iter().map(|&piece| piece.to_owned())) {
        let text = piece.repeat(SIZE / piece.len());
        let masked = redact_text(&text);
        assert!(masked.len() <= 11 * text.len());
    }
}
