//! Tests of redaction, by subject: texts and what they become.

use super::{redact, redact_part, redact_text};

/// `expected` is the text after redaction; `=` says that it stays as it is.
#[track_caller]
fn check(input: &str, expected: &str) {
    let expected = if expected == "=" { input } else { expected };
    let once = redact(input.as_bytes().to_vec());
    assert_eq!(once.text(), expected, "for {input}");
    let twice = redact(once.text().as_bytes().to_vec());
    assert_eq!((twice.text(), twice.redactions()), (expected, 0), "the second time, for {input}");
}

/// Pairs of input and expectation.
fn check_all(cases: &[(&str, &str)]) {
    for (input, expected) in cases {
        check(input, expected);
    }
}

#[test]
fn wide_texts_are_read() {
    let wide = |unit: fn(u16) -> [u8; 2]| "\u{feff}x-api-key: abc\nä\u{1F600}".encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    for bytes in [wide(u16::to_le_bytes), wide(u16::to_be_bytes)] {
        assert_eq!(redact(bytes).text(), "x-api-key: [redacted]\nä\u{1F600}");
    }
    assert_eq!(redact(vec![0xFF, 0xFE, b'a']).text(), "");
}

#[test]
fn parts() {
    let part = |before: &str, within: &str, behind: &str| {
        let part = redact_part([before, within, behind].concat().as_bytes(), before.len()..before.len() + within.len());
        (part.text().to_owned(), part.redactions())
    };
    let masked = |text: &str, redactions| (text.to_owned(), redactions);
    assert_eq!(part("{\"token\":\"Zq7k", "Pw93\",\"a\":1,", "\"b\":2}"), masked("[redacted]\",\"a\":1,", 1));
    assert_eq!(part("{\"a\":1,", "\"value\":\"Zq7k", "Pw93\",\"name\":\"token\"}"), masked("\"value\":\"[redacted]", 1));
    assert_eq!(part("token=Zq7kPw93 ", "é a=1", " token=Zq7kPw93"), masked("é a=1", 0));
    assert_eq!(part("token=Zq7k", "Pw", "93Lm2"), masked("[redacted]", 1));
}

#[test]
fn headers() {
    check_all(&[
        ("Authorization: Bearer abc.DEF-1", "Authorization: Bearer [redacted]"),
        ("> Authorization: Basic dXNlcjpwYXNz\r\n> Host: h", "> Authorization: Basic [redacted]\r\n> Host: h"),
        ("< Set-Cookie: sid=abc; Path=/\n< X-Id: 1", "< Set-Cookie: [redacted]\n< X-Id: 1"),
        ("accept:\n*/*\nx-api-key:\nZq7kPw93\nhost:\nh", "accept:\n*/*\nx-api-key:\n[redacted]\nhost:\nh"),
        ("cookie\r\nsid=Zq7kPw93; theme=dark\r\nhost\r\nh", "cookie\r\n[redacted]\r\nhost\r\nh"),
        ("authorization:\nCustom Zq7kPw93\n", "authorization:\n[redacted]\n"),
        ("authorization:\nBasic dXNlcjpwYXNz\nx-auth-token\nzq7-93", "authorization:\nBasic [redacted]\nx-auth-token\n[redacted]"),
        ("x-auth-token:\nEQ-3142509\nCookie\nA text without a sign.\nx-api-key\n\nPage 2", "="),
        ("X-Api-Key: abc def\nnext", "X-Api-Key: [redacted]\nnext"),
        ("authorization:Bearer abc def\n", "authorization:Bearer [redacted]\n"),
        ("Authorization: s3cret", "Authorization: [redacted]"),
        ("Authorization: Custom s3cret\n", "Authorization: [redacted]\n"),
        (
            "Authorization: AWS4-HMAC-SHA256 Credential=AKIA/2/s3/aws4_request, Signature=fe5f\nHost: h",
            "Authorization: AWS4-HMAC-SHA256 [redacted]\nHost: h",
        ),
        ("Authorization: Digest username=\"M\", response=\"6629\"\nA: b", "Authorization: Digest [redacted]\nA: b"),
        ("* [HTTP/2] [1] [authorization: Bearer abc]\n", "* [HTTP/2] [1] [authorization: Bearer [redacted]]\n"),
        ("12:00 Authorization: Bearer abc status=403", "12:00 Authorization: Bearer [redacted] status=403"),
        ("12:00 Authorization: Custom s3cret status", "12:00 Authorization: [redacted] status"),
        ("12:00 Cookie: a=b; c=d\nx", "12:00 Cookie: [redacted]\nx"),
        ("Proxy-Authorization: Basic abc=", "Proxy-Authorization: Basic [redacted]"),
        (
            "\u{1b}[36mAuthorization\u{1b}[0m:\u{1b}[37m \u{1b}[0mBearer abc",
            "\u{1b}[36mAuthorization\u{1b}[0m:\u{1b}[37m \u{1b}[0mBearer [redacted]",
        ),
        ("Authorization: Bearer $TOKEN", "="),
        ("Authorization: Bearer <token>", "="),
        ("Authorization: Bearer [redacted]", "="),
        ("Authorization: Bearer", "="),
        ("WWW-Authenticate: Bearer realm=\"api\", error=\"invalid_token\"", "="),
    ]);
}

#[test]
fn curl() {
    check_all(&[
        (r#"curl -H "Authorization: Bearer a b" https://h"#, r#"curl -H "Authorization: Bearer [redacted]" https://h"#),
        (r"curl -H 'X-Api-Key: abc' -d 'a=b'", r"curl -H 'X-Api-Key: [redacted]' -d 'a=b'"),
        (r#"-H 'Authorization: Digest a="b", c="d"' x"#, "-H 'Authorization: Digest [redacted]' x"),
        (r#"-H "X-Api-Key:abc" x"#, r#"-H "X-Api-Key:[redacted]" x"#),
        ("curl -u joe:pass https://h", "curl -u joe:[redacted] https://h"),
        ("curl -u 'joe:p a' https://h", "curl -u 'joe:[redacted]' https://h"),
        ("curl --user joe:pass", "curl --user joe:[redacted]"),
        ("curl -sSu joe:pass https://h", "curl -sSu joe:[redacted] https://h"),
        ("curl -ujoe:pass https://h", "curl -ujoe:[redacted] https://h"),
        ("['curl', '-u', 'joe:pass']", "['curl', '-u', 'joe:[redacted]']"),
        ("curl -b 'sid=abc' h", "curl -b '[redacted]' h"),
        ("curl -b jar.txt h", "="),
        ("curl -bsid=abc h", "curl -b[redacted] h"),
        ("curl -b ^\"sid=abc; a=b^\" h", "curl -b ^\"[redacted]\" h"),
        ("curl -su'joe:p a' h", "curl -su'joe:[redacted]' h"),
        ("curl --proxy joe:pass@p:1 h", "curl --proxy joe:[redacted]@p:1 h"),
        ("curl -x joe:p@ss@p:1 h", "curl -x joe:[redacted]@p:1 h"),
        ("curl --cert c.pem:pass h", "curl --cert c.pem:[redacted] h"),
        ("curl -kE c.pem:pass h", "curl -kE c.pem:[redacted] h"),
        ("curl -x p:8080 --proxy http://p:1 --cert c.pem -E c.pem -XPOST h", "="),
        ("curl -H \"Authorization: Bearer \"abc h", "curl -H \"Authorization: Bearer \"[redacted] h"),
        ("curl -H 'Authorization: '\"Bearer $TOKEN\" h", "="),
        ("curl -H 'X-Api-Key: 'abc h", "curl -H 'X-Api-Key: '[redacted] h"),
        ("curl -H \"Authorization: Bearer \"$TOKEN -H 'X-Api-Key: ' h", "="),
        (
            r#"curl ^"https://h^" --data-raw ^"^{^\^"password^\^":^\^"x^\^",^\^"a^\^":1^}^""#,
            r#"curl ^"https://h^" --data-raw ^"^{^\^"password^\^":^\^"[redacted]^\^",^\^"a^\^":1^}^""#,
        ),
        ("curl --cookie 'sid=abc' h", "curl --cookie '[redacted]' h"),
        (r#"curl -d '{"password":"x"}'"#, r#"curl -d '{"password":"[redacted]"}'"#),
        (r#"curl -d "{\"password\":\"x\"}""#, r#"curl -d "{\"password\":\"[redacted]\"}""#),
        ("curl -d 'user=joe&password=x&a=b'", "curl -d 'user=joe&password=[redacted]&a=b'"),
        ("curl -d \"token=\" -d \"x=y\"", "="),
        ("mysql --password hunter --user joe", "mysql --password [redacted] --user joe"),
        ("docker run -u 1000:1000 x", "="),
        ("date -u +%H:%M", "="),
        ("use --token to authenticate", "="),
        ("curl -u \"$USER:$PASS\"", "="),
    ]);
}

#[test]
fn urls_and_forms() {
    check_all(&[
        ("GET /v1?access_token=abc&a=b HTTP/1.1", "GET /v1?access_token=[redacted]&a=b HTTP/1.1"),
        ("https://h/b?sv=1&sig=ab%3D&se=2", "https://h/b?sv=1&sig=[redacted]&se=2"),
        ("https://joe:pa@ss@h/x", "https://joe:[redacted]@h/x"),
        (r"https:\/\/joe:pass@h\/x", r"https:\/\/joe:[redacted]@h\/x"),
        ("user%5Bpassword%5D=abc&x=y", "user%5Bpassword%5D=[redacted]&x=y"),
        (r#"{"u":"h?token=abc\u0026user=joe"}"#, r#"{"u":"h?token=[redacted]\u0026user=joe"}"#),
        (r#"{"u":"h?token\u003dabc\u0026user\u003djoe"}"#, r#"{"u":"h?token\u003d[redacted]\u0026user\u003djoe"}"#),
        ("r=https%3A%2F%2Fx%3Ftoken%3Dabc%26user%3Djoe", "r=https%3A%2F%2Fx%3Ftoken%3D[redacted]%26user%3Djoe"),
        (r#"{"url":"https://x?token=","code":"E"}"#, "="),
        ("Server=x;User Id=joe;Password=abc;Encrypt=1", "Server=x;User Id=joe;Password=[redacted];Encrypt=1"),
        ("grant_type=client_credentials&client_secret=abc", "grant_type=client_credentials&client_secret=[redacted]"),
        ("sig=abc", "="),
        ("https://h/@joe:x", "="),
    ]);
}

#[test]
fn json() {
    check_all(&[
        (r#"{"password":"a\"b\\","x":1}"#, r#"{"password":"[redacted]","x":1}"#),
        (r#"{"m":"{\"token\":\"a\\\"b\",\"x\":1}"}"#, r#"{"m":"{\"token\":\"[redacted]\",\"x\":1}"}"#),
        (r#"{"m":"{\\\"token\\\":\\\"ab\\\",\\\"x\\\":1}"}"#, r#"{"m":"{\\\"token\\\":\\\"[redacted]\\\",\\\"x\\\":1}"}"#),
        (r#"{"token":12345,"x":1}"#, r#"{"token":"[redacted]","x":1}"#),
        (r#"{"m":"{\"otp\": 123456}"}"#, r#"{"m":"{\"otp\": \"[redacted]\"}"}"#),
        (r#"{"apiKeys":["a",1,["b"],null]}"#, r#"{"apiKeys":["[redacted]","[redacted]",["[redacted]"],null]}"#),
        (r#"{"Authorization":["Bearer x"]}"#, r#"{"Authorization":["Bearer [redacted]"]}"#),
        (r#"{"secret":{"value":"x","id":"y"}}"#, r#"{"secret":{"value":"[redacted]","id":"y"}}"#),
        (r#"{"a":"token:","b":"c"}"#, "="),
        (r#"["token: ", 5, "x"]"#, "="),
        (r#"{"a":"token: [","b":["x"]}"#, "="),
        (r#"{"a":"token: '","b":"it's"}"#, "="),
        (r#"{"token":true,"password":null,"secret":""}"#, "="),
        (r#"{"password":["must be at least 8 characters"]}"#, "="),
        (r#"{"password":["This password is too short."]}"#, "="),
        (r#"{"password":"correct horse battery staple"}"#, r#"{"password":"[redacted]"}"#),
        (r#"{"errors":{"password":{"code":"too_short"}}}"#, "="),
        (r#"{"h":"A: b\r\nAuthorization: Bearer abc\r\nC: d"}"#, r#"{"h":"A: b\r\nAuthorization: Bearer [redacted]\r\nC: d"}"#),
        (r#"{"h":"A: b\r\nAuthorization: Digest a=\"b\", c=\"d\"","x":1}"#, r#"{"h":"A: b\r\nAuthorization: Digest [redacted]","x":1}"#),
        (r#"{\"password\": \"abc"#, r#"{\"password\": \"[redacted]"#),
        ("{\"code\":\"E-1\",\"Cookie\":[\"sid=abc\n", "{\"code\":\"E-1\",\"Cookie\":[\"[redacted]\n"),
        (r#"{"password":["abc", "de"#, r#"{"password":["[redacted]", "[redacted]"#),
        (r#"{"m":"{\"password\":[\"abc","x":1}"#, r#"{"m":"{\"password\":[\"[redacted]","x":1}"#),
        (r#"{"cookies":{"sid":"abc"#, r#"{"cookies":{"sid":"[redacted]"#),
        (r#"{"password":["must be at least 8"#, "="),
        (r#"{"token":{"code":"abc"#, "="),
        ("auth=(\"joe\",\"Zq7kPw", "auth=(\"joe\",\"[redacted]"),
        (r#"{"tokens":{"access":"Zq7kPw93Lm2x"}}"#, r#"{"tokens":{"access":"[redacted]"}}"#),
        (r#"{"secrets":{"prod":{"db":["Zq7kPw93Lm2x"]}}}"#, r#"{"secrets":{"prod":{"db":["[redacted]"]}}}"#),
        (r#"{"api_keys":{"prod":{"eu":"Zq7kPw93Lm2x"}}}"#, r#"{"api_keys":{"prod":{"eu":"[redacted]"}}}"#),
        (r#"{"tokens":["Zq7kPw93"]}"#, r#"{"tokens":["[redacted]"]}"#),
        (r#"{"tokens":12,"max_tokens":500,"a":{"total_tokens":1234567}}"#, "="),
        (r#"{"token":{"keyId":"Zq7kPw93Lm2x","created_at":"20240305T101112Z","at":"2024-03-05T10:11:12Z","u":"https://h1/a2/b3"}}"#, "="),
        (r#"{"errors":{"password":{"rule":"minLength8","code":"EQ-2010005","by":"joe1@a2.b3.example"}}}"#, "="),
        ("{\"token\":\"abc\n  \"code\":\"E\"}", "{\"token\":\"[redacted]\n  \"code\":\"E\"}"),
        ("{\"token\":\"abc\ndef\",\"a\":1}", "{\"token\":\"[redacted]\",\"a\":1}"),
    ]);
}

#[test]
fn pairs() {
    check_all(&[
        (r#"{"name":"Authorization","value":"Bearer ab"}"#, r#"{"name":"Authorization","value":"Bearer [redacted]"}"#),
        (r#"{"name":"Cookie","x":1,"value":"a=b"}"#, r#"{"name":"Cookie","x":1,"value":"[redacted]"}"#),
        (r#"{"value":"ab","name":"token"}"#, r#"{"value":"[redacted]","name":"token"}"#),
        (
            r#"{"cookies":[{"name":"sid","value":"ab","path":"/"},{"name":"t","value":"cd"}]}"#,
            r#"{"cookies":[{"name":"sid","value":"[redacted]","path":"/"},{"name":"t","value":"[redacted]"}]}"#,
        ),
        (r#"{"cookies":{"sid":"ab","n":1}}"#, r#"{"cookies":{"sid":"[redacted]","n":"[redacted]"}}"#),
        ("('Authorization', 'Bearer ab')", "('Authorization', 'Bearer [redacted]')"),
        (r#"req.header("X-Api-Key", "ab");"#, r#"req.header("X-Api-Key", "[redacted]");"#),
        (r#"["Cookie","a=b","Accept","c"]"#, r#"["Cookie","[redacted]","Accept","c"]"#),
        (r#"<add key="ApiKey" value="ab"/>"#, r#"<add key="ApiKey" value="[redacted]"/>"#),
        (r#"<string name="password">ab</string>"#, r#"<string name="password">[redacted]</string>"#),
        ("- name: CLIENT_SECRET\n  value: ab\n", "- name: CLIENT_SECRET\n  value: [redacted]\n"),
        (r#"{"property":"password","reason":"too short"}"#, "="),
        (
            r#"{"property":"password","rejectedValue":"ab","reason":"x"}"#,
            r#"{"property":"password","rejectedValue":"[redacted]","reason":"x"}"#,
        ),
        (r#"{"rejected_value":"ab","field":"password"}"#, r#"{"rejected_value":"[redacted]","field":"password"}"#),
        (r#"{"loc":["body","token"],"msg":"long","input":"ab"}"#, r#"{"loc":["body","token"],"msg":"long","input":"[redacted]"}"#),
        (r#"{"property":"password","received":"undefined","expected":"string"}"#, "="),
        (r#"{"path":["token"],"received":"string","inputs":"ab"}"#, "="),
        (r#"New-Object System.Net.Cookie("sid", "ab", "/")"#, r#"New-Object System.Net.Cookie("sid", "[redacted]", "/")"#),
        (r#"r.set_cookie("sid", "ab", path="/")"#, r#"r.set_cookie("sid", "[redacted]", path="/")"#),
        (r#"getCookie("sid")"#, "="),
        (r#"{"required":["username","password","email"]}"#, "="),
    ]);
}

#[test]
fn other_notations() {
    check_all(&[
        ("{'Authorization': 'Bearer x', 'a': 'b'}", "{'Authorization': 'Bearer [redacted]', 'a': 'b'}"),
        ("{b'X-Api-Key': b'x'}", "{b'X-Api-Key': b'[redacted]'}"),
        ("\"password\"=>\"x\", :token=>\"y\"", "\"password\"=>\"[redacted]\", :token=>\"[redacted]\""),
        ("    [password] => x y\n", "    [password] => [redacted]\n"),
        ("[\"password\"]=>\n  string(1) \"x\"\n", "[\"password\"]=>\n  string(1) \"[redacted]\"\n"),
        ("map[Authorization:[Bearer x] Host:[h]]", "map[Authorization:[Bearer [redacted]] Host:[h]]"),
        ("map[password:x user:y]", "map[password:[redacted] user:y]"),
        ("http.Header{\"Authorization\":[]string{\"Bearer x\"}}", "http.Header{\"Authorization\":[]string{\"Bearer [redacted]\"}}"),
        ("{Authorization=[Bearer x], Host=[h]}", "{Authorization=[Bearer [redacted]], Host=[h]}"),
        ("Login{password=x, user=y}", "Login{password=[redacted], user=y}"),
        ("password: x y # z\nuser: y", "password: [redacted]\nuser: y"),
        ("  password: 'x'\n", "  password: '[redacted]'\n"),
        ("<password>x</password>", "<password>[redacted]</password>"),
        ("<ns:Password type=\"t\">x</ns:Password>", "<ns:Password type=\"t\">[redacted]</ns:Password>"),
        ("<password><![CDATA[x<y]]></password>", "<password><![CDATA[[redacted]]]></password>"),
        ("&lt;password&gt;x&lt;/password&gt;", "&lt;password&gt;[redacted]&lt;/password&gt;"),
        (r"\u003cpassword\u003ex\u003c/password\u003e", r"\u003cpassword\u003e[redacted]\u003c/password\u003e"),
        ("<db password=\"x\" a=\"b\"/>", "<db password=\"[redacted]\" a=\"b\"/>"),
        ("{&quot;password&quot;:&quot;x&quot;}", "{&quot;password&quot;:&quot;[redacted]&quot;}"),
        ("\"{\"\"password\"\":\"\"x\"\",\"\"a\"\":1}\"", "\"{\"\"password\"\":\"\"[redacted]\"\",\"\"a\"\":1}\""),
        ("%7B%22password%22%3A%22x%22%7D", "%7B%22password%22%3A%22[redacted]%22%7D"),
        ("export CLIENT_SECRET=x\nA=b", "export CLIENT_SECRET=[redacted]\nA=b"),
        ("level=info token=x status=403", "level=info token=[redacted] status=403"),
        ("password = a b\nuser = c", "password = [redacted]\nuser = c"),
        ("token                s.abc1\ntoken_duration  1h", "token                [redacted]\ntoken_duration  1h"),
        ("**Password:** abc", "**Password:** [redacted]"),
        ("a:\n  password: |\n    x\n    y\n  b: c\n", "a:\n  password: |\n    [redacted]\n  b: c\n"),
        ("PASSWORD_2=abc", "PASSWORD_2=[redacted]"),
        (r"{\x22password\x22:\x22ab\x22,\x22a\x22:1}", r"{\x22password\x22:\x22[redacted]\x22,\x22a\x22:1}"),
        (r"\x22Authorization: Bearer ab\x22", r"\x22Authorization: Bearer [redacted]\x22"),
        ("{“password”: “a b”, “code”: “E-1”}", "{“password”: “[redacted]”, “code”: “E-1”}"),
        ("curl -H “Authorization: Bearer ab” h EQ-2010005", "curl -H “Authorization: Bearer [redacted]” h EQ-2010005"),
        ("he said “the password: hunter2” and left", "he said “the password: [redacted]” and left"),
        ("“invalid token: EQ-2010005”, “password: missing”", "="),
        ("password\u{a0}=\u{a0}ab", "password\u{a0}=\u{a0}[redacted]"),
        ("token = <<EOT\nab EQ-2010005\ncd\nEOT\na = 1", "token = <<EOT\n[redacted]\nEOT\na = 1"),
        ("  token = <<-EOT\n    ab\n  EOT\n", "  token = <<-EOT\n    [redacted]\n  EOT\n"),
        ("│ token = <<EOT\n│ ab\n│ EOT\n│ a = 1", "│ token = <<EOT\n│ [redacted]\n│ EOT\n│ a = 1"),
        (r#"{"m":"token = <<EOT\nab\nEOT\na = 1"}"#, r#"{"m":"token = <<EOT\n[redacted]\nEOT\na = 1"}"#),
        ("token = <<EOT\nab\ncut off", "token = <<EOT\n[redacted]\ncut off"),
    ]);
}

/// A name is judged by its last step.
#[test]
fn paths() {
    check_all(&[
        (r#"[{"op":"replace","path":"/password","value":"hunter2x9"}]"#, r#"[{"op":"replace","path":"/password","value":"[redacted]"}]"#),
        (
            r#"{"property":"/vendorConfig/adminPassword","rejectedValue":"hunter2x9"}"#,
            r#"{"property":"/vendorConfig/adminPassword","rejectedValue":"[redacted]"}"#,
        ),
        (
            r#"{"rejectedValue":"hunter2x9","property":"/a/adminPassword"}"#,
            r#"{"rejectedValue":"[redacted]","property":"/a/adminPassword"}"#,
        ),
        (r#"{"pointer":"\/data\/password","input":"x9"}"#, r#"{"pointer":"\/data\/password","input":"[redacted]"}"#),
        (r#"{"path":"$.password","value":"x9"}"#, r#"{"path":"$.password","value":"[redacted]"}"#),
        (
            r#"{"property":"sshUsers[0].password","rejectedValue":"x9"}"#,
            r#"{"property":"sshUsers[0].password","rejectedValue":"[redacted]"}"#,
        ),
        (
            r#"{"Name":"/prod/db/password","Type":"SecureString","Value":"x9"}"#,
            r#"{"Name":"/prod/db/password","Type":"SecureString","Value":"[redacted]"}"#,
        ),
        (r#"{"Key":"app/db/password","Value":"x9"}"#, r#"{"Key":"app/db/password","Value":"[redacted]"}"#),
        (r#"{"path":"/oauth/token","status":403,"message":"EQ-2010005","code":"a1b2c3"}"#, "="),
        ("kv/my-secret: not a thing; \"/errors/invalidToken\": \"see below\"", "="),
    ]);
}

#[test]
fn names() {
    for name in [
        "client-key-data",
        "DD-APPLICATION-KEY",
        "app_key",
        "license_key",
        "preshared_key",
        "pre-shared-key",
        "wpa_psk",
        "ssh_key",
        "sasKey",
        "unseal_key",
        "passwordConfirm",
        "csrf",
        "device_code",
        "X-JFrog-Art-Api",
        "X-Appwrite-Key",
        "X-ClickHouse-Key",
        "authorizationKey",
        "authentication_key",
        "authentication-key",
        "md5Key",
        "activationKey",
        "provisioning_key",
        "secretText",
        "tokenValue",
        "privateKeyPem",
        "hmac_key",
        "passwordHash",
        "mfa_code",
        "totpCode",
        "verification_code",
        "recovery_codes",
        "X-Hub-Signature-256",
        "connect.sid",
        "DB_PASS",
    ] {
        check(&format!("{name}: Zq7kPw93"), &format!("{name}: [redacted]"));
        check(&format!(r#"{{"{name}":"Zq7kPw93"}}"#), &format!(r#"{{"{name}":"[redacted]"}}"#));
    }
    check("403 csrf: Referer checking failed", "=");
    check("smartApi: 12a", "=");
}

/// A code is what the user asks about, and stays wherever it stands.
#[test]
fn codes() {
    for text in [
        "error getting token: EQ-2010005 QuoteID not found",
        "error getting token: IC-LAYER2-AUTH-006 Error while validating",
        "error getting token: IC-PROFILE-004",
        "oauth2: cannot fetch token: 401 Unauthorized",
        "oauth2: cannot fetch token: invalid_grant",
        "failed to get secret: EQ-2010005: QuoteID not found",
        "authorization: EQX-121-403 User not authorized",
        "Authorization: 403 Forbidden: no access",
        "invalid credentials: EQ-2010005",
        "InvalidToken: EQ-2010005",
        "Auth: EQX-121-403",
        r#"{"authorization":"EQ-2010005: not authorized"}"#,
        "got Bearer EQX-121-403",
        r#"{"name":"token","value":"EQ-2010005"}"#,
        "| token | EQ-2010005 | x |",
    ] {
        check(text, "=");
    }
    check_all(&[
        ("password: EQ-2010005x", "password: [redacted]"),
        ("password: EQ-201000512345678", "password: [redacted]"),
        ("license_key: ABCD-EFGH-1234", "license_key: [redacted]"),
        ("license_key: ABC-DEFG-1234", "license_key: [redacted]"),
        ("   token: abcd1234 error: EQ-2010005", "   token: [redacted] EQ-2010005"),
        ("password: hunter2x9 -> EQ-2010005", "password: [redacted] -> EQ-2010005"),
        ("password: hunter2 EQ-2010005 Zq7kPw93", "password: [redacted]"),
        (
            r#"HTTP/2 403 set-cookie: sid=abcd1234; path=/ a: b {"errorCode":"EQ-2010005"}"#,
            r#"HTTP/2 403 set-cookie: [redacted] {"errorCode":"EQ-2010005"}"#,
        ),
        (
            r#"Authorization: Bearer aBcD1234efgh resp={"errorCode":"EQ-2010005"}"#,
            r#"Authorization: Bearer [redacted] resp={"errorCode":"EQ-2010005"}"#,
        ),
        ("> Authorization: Bearer aBcD1234efgh < HTTP/2 403", "> Authorization: Bearer [redacted] < HTTP/2 403"),
        (r#"Cookie: a={"b":1}; sid=abcd1234"#, "Cookie: [redacted]"),
        ("password: EQ-2010005 Zq7kPw93", "password: EQ-2010005 [redacted]"),
        ("Authorization: EQX-121-403: joe@h is not authorized\n", "Authorization: EQX-121-403: [redacted]\n"),
        (r#"{"token":"EQ-2010005: 'a1'"}"#, r#"{"token":"EQ-2010005: [redacted]"}"#),
        ("password: ABCDEFG-123", "password: [redacted]"),
        ("password: 401 k9", "password: [redacted]"),
        ("Bearer EQ-2010005-Zq7kPw93", "Bearer [redacted]"),
    ]);
}

#[test]
fn shapes() {
    check_all(&[
        ("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_d end", "jwt [redacted] end"),
        (r#"{"m":"x\neyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc"}"#, r#"{"m":"x\n[redacted]"}"#),
        ("id AKIAIOSFODNN7EXAMPLE.", "id [redacted]."),
        ("ghp_0123456789abcdefghijABCDEFGHIJ012345 x", "[redacted] x"),
        ("glpat-ABCdef0123456789xyz_", "[redacted]"),
        ("xoxb-1234567890-abcdefGH", "[redacted]"),
        ("key-3ax6xnjp29jd6fds4gc373sgvjxteol0", "[redacted]"),
        (
            "https://a.webhook.office.com/webhookb2/1@2/IncomingWebhook/0123456789abcdef0123456789abcdef/3",
            "https://a.webhook.office.com/webhookb2/1@2/[redacted]/3",
        ),
        ("sk-ant-api03-abcDEF0123456789abcdef", "[redacted]"),
        ("got Bearer abcd1234efgh, sorry", "got Bearer [redacted], sorry"),
        ("Basic dXNlcjpwYXNz", "Basic [redacted]"),
        ("Bearer token is required; Basic authentication; Bearer authentication", "="),
        ("task-0123456789abcdef0123", "="),
        ("ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "="),
        ("eyJ...", "="),
        (
            "-----BEGIN PRIVATE KEY-----\nMIIEvQ\nabc=\n-----END PRIVATE KEY-----\n",
            "-----BEGIN PRIVATE KEY-----\n[redacted]\n-----END PRIVATE KEY-----\n",
        ),
        (
            r#"{"k":"-----BEGIN EC PRIVATE KEY-----\nMIIE\n-----END EC PRIVATE KEY-----\n"}"#,
            r#"{"k":"-----BEGIN EC PRIVATE KEY-----[redacted]-----END EC PRIVATE KEY-----\n"}"#,
        ),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIEvQ\nabc", "-----BEGIN RSA PRIVATE KEY-----\n[redacted]"),
    ]);
}

#[test]
fn calls() {
    check_all(&[
        ("requests.get(h, auth=HTTPBasicAuth('joe', 'hunter2x9'))", "requests.get(h, auth=HTTPBasicAuth('joe', '[redacted]'))"),
        ("HTTPDigestAuth('joe', 'letters')", "HTTPDigestAuth('joe', '[redacted]')"),
        ("auth=('joe', 'letters')", "auth=('joe', '[redacted]')"),
        ("aiohttp.BasicAuth('joe','letters')", "aiohttp.BasicAuth('joe','[redacted]')"),
        (r#"req.SetBasicAuth("joe","letters")"#, r#"req.SetBasicAuth("joe","[redacted]")"#),
        (r#"new NetworkCredential("joe", "letters")"#, r#"new NetworkCredential("joe", "[redacted]")"#),
        (r#"Credentials.basic("joe","letters")"#, r#"Credentials.basic("joe","[redacted]")"#),
        (r#".basic_auth("joe", Some("letters"))"#, r#".basic_auth("joe", Some("[redacted]"))"#),
        (r#".bearer_auth("letters")"#, r#".bearer_auth("[redacted]")"#),
        (r#"ds.setPassword("hunter2x9")"#, r#"ds.setPassword("[redacted]")"#),
        (r#"b.user("joe").withPassword("letters")"#, r#"b.user("joe").withPassword("[redacted]")"#),
        (r#"b().clientSecret("letters")"#, r#"b().clientSecret("[redacted]")"#),
        (r#"b().password("letters").token("x9")"#, r#"b().password("[redacted]").token("[redacted]")"#),
        ("secret = SecretStr('letters')", "secret = SecretStr('[redacted]')"),
        ("b().getPassword('joe'); password=os.getenv('A')", "="),
    ]);
}

#[test]
fn values_in_errors() {
    check_all(&[
        (
            "on field 'password': rejected value [hunter2x9]; codes [Size.login.password] EQ-3000039",
            "on field 'password': rejected value [[redacted]]; codes [Size.login.password] EQ-3000039",
        ),
        ("on field 'password': rejected value [null]; codes", "="),
        ("Path `password` (`hunter2x9`) is shorter", "Path `password` (`[redacted]`) is shorter"),
        (r#"{"field":"clientSecret","actualValue":"x9"}"#, r#"{"field":"clientSecret","actualValue":"[redacted]"}"#),
        ("propertyPath=password, rootBean=A, invalidValue=hunter2x9", "propertyPath=password, rootBean=A, invalidValue=[redacted]"),
        ("[name=client_secret, value=hunter2x9]", "[name=client_secret, value=[redacted]]"),
        ("[version: 0][name: JSESSIONID][value: 0F3B]", "[version: 0][name: JSESSIONID][value: [redacted]]"),
        (
            r#"{"key":"X-Api-Key","description":"see {docs}","value":"abcd1234"}"#,
            r#"{"key":"X-Api-Key","description":"see {docs}","value":"[redacted]"}"#,
        ),
        (
            r#"{"name":"X-Api-Key","schema":{"type":"string"},"value":"abcd1234"}"#,
            r#"{"name":"X-Api-Key","schema":{"type":"string"},"value":"[redacted]"}"#,
        ),
        (
            r#"{"name":"X-Api-Key","comment":"a <b> c","value":"abcd1234"}"#,
            r#"{"name":"X-Api-Key","comment":"a <b> c","value":"[redacted]"}"#,
        ),
        (r#"[{"name":"X-Api-Key"},{"name":"a","value":"b"}]"#, "="),
        ("[password:protected] => hunter2x9", "[password:protected] => [redacted]"),
        (r"[secret:App\X:private] => hunter3x9", r"[secret:App\X:private] => [redacted]"),
        ("[\"password\":\"A\":private]=>\n  string(9) \"hunter2x9\"", "[\"password\":\"A\":private]=>\n  string(9) \"[redacted]\""),
        ("<r><password>Zq7k&lt;93Lm</password><code>E</code></r>", "<r><password>[redacted]</password><code>E</code></r>"),
        ("<password>&lt;Zq7k</password>", "<password>[redacted]</password>"),
        ("CLIENT_SECRET=Zq7kAB<Pw93Lm22 x", "CLIENT_SECRET=[redacted] x"),
        ("token=Zq7kAB<br>x token=Zq7kAB<a href=x>", "token=[redacted]<br>x token=[redacted]<a href=x>"),
    ]);
}

#[test]
fn cut_private_keys() {
    const LINE: &str = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC";
    check("Expected -----BEGIN PRIVATE KEY----- header EQ-2010005 QuoteID not found", "=");
    for prefix in ["│ ", "> ", "Mar  5 10:11:12 host app[123]: ", "2024-03-05T10:11:12Z [DEBUG] x: "] {
        let text = |first: &str, second: &str, last: &str| {
            format!("{prefix}-----BEGIN PRIVATE KEY-----\n{prefix}{first}\n{prefix}{second}\n{prefix}{last}\n{prefix}Error: EQ-2010005 x\n")
        };
        for (first, last) in [(LINE, "a1b="), ("Proc-Type: 4,ENCRYPTED", "a1b="), ("", LINE)] {
            let masked = redact_text(&text(first, LINE, last)).into_owned();
            assert!(!masked.contains("MIIE") && !masked.contains("a1b") && masked.ends_with("Error: EQ-2010005 x\n"), "{masked}");
            assert_eq!(redact_text(&masked), masked);
        }
    }
    check(
        &format!("-----BEGIN PRIVATE KEY-----<br>{LINE}<br>{LINE}<br>x y"),
        "-----BEGIN PRIVATE KEY-----<br>[redacted]<br>[redacted]<br>x y",
    );
    check("{\"id\":\"-----BEGIN PRIVATE KEY-----\",\n\"code\": 100000000000000000000}", "=");
}

/// Of each known token one that is just long enough.
#[test]
fn tokens() {
    let random = |length: usize| "a1B2c3D4e5F6g7H8".repeat(6)[..length].to_owned();
    for (prefix, length) in [
        ("glcbt-", 20),
        ("glft-", 20),
        ("glagent-", 20),
        ("glimt-", 20),
        ("glsoat-", 20),
        ("tskey-", 20),
        ("dp.pt.", 40),
        ("pul-", 40),
        ("HRKU-", 36),
        ("sq0atp-", 22),
        ("EAAA", 56),
        ("fm2_", 40),
        ("discord.com/api/webhooks/", 60),
        ("glrt-", 20),
        ("gldt-", 20),
        ("glptt-", 20),
        ("gloas-", 20),
        ("xoxc-", 40),
        ("xoxd-", 40),
        ("hooks.slack.com/services/T", 40),
        ("GOCSPX-", 24),
        ("1//0", 40),
        ("sk_org_live_", 10),
        ("hvb.", 20),
        ("doo_v1_", 32),
        ("dckr_oat_", 20),
        ("shpss_", 32),
        ("shpca_", 32),
        ("glsa_", 40),
        ("glc_", 40),
        ("PMAK-", 59),
        ("ATATT3", 60),
        ("lin_api_", 40),
        ("figd_", 40),
        ("ntn_", 40),
        ("sntrys_", 60),
        ("rubygems_", 48),
        ("pscale_", 36),
        ("gsk_", 40),
        ("xai-", 60),
        ("abc8Q~", 31),
        ("abcdefghij0123.atlasv1.", 60),
        ("123456789:AA", 32),
    ] {
        check(&format!("x {prefix}{} y", random(length)), "x [redacted] y");
        check(&format!("x {prefix}{} y", random(length - 1)), "=");
    }
    let capitals = |length| random(length).to_ascii_uppercase();
    check(&format!("NRAK-{} AGE-SECRET-KEY-1{}", capitals(27), capitals(58)), "[redacted] [redacted]");
    check("12:34:56:AA:bb:cc x8q~y", "=");
}

#[test]
fn notations_without_a_separator() {
    check_all(&[
        ("CREATE USER joe WITH PASSWORD 'x1';", "CREATE USER joe WITH PASSWORD '[redacted]';"),
        ("alter role joe with encrypted password 'x1'", "alter role joe with encrypted password '[redacted]'"),
        ("SELECT PASSWORD('x1')", "SELECT PASSWORD('[redacted]')"),
        ("CREATE USER 'a'@'%' IDENTIFIED BY 'x1'", "CREATE USER 'a'@'%' IDENTIFIED BY '[redacted]'"),
        ("create user a identified by 'x1'", "create user a identified by '[redacted]'"),
        ("ALTER USER a IDENTIFIED WITH sha2 BY 'x1' x", "ALTER USER a IDENTIFIED WITH sha2 BY '[redacted]' x"),
        ("set -gx CLIENT_SECRET x1", "set -gx CLIENT_SECRET [redacted]"),
        ("setenv API_TOKEN x1", "setenv API_TOKEN [redacted]"),
        ("setx API_TOKEN \"x1\"", "setx API_TOKEN \"[redacted]\""),
        ("ENV API_TOKEN x1", "ENV API_TOKEN [redacted]"),
        ("aws configure set aws_secret_access_key x1", "aws configure set aws_secret_access_key [redacted]"),
        ("ENV API_TOKEN is required", "="),
        ("machine h login joe password x\nmachine i", "machine h login joe password [redacted]\nmachine i"),
        ("machine h\n  login joe\n  password x\n", "machine h\n  login joe\n  password [redacted]\n"),
        ("dsn joe:a@b@tcp(db:3306)/x", "dsn joe:[redacted]@tcp(db:3306)/x"),
        ("h.example.com\tFALSE\t/\tTRUE\t17\tsid\tx1\n", "h.example.com\tFALSE\t/\tTRUE\t17\tsid\t[redacted]\n"),
        (r#"{:user "joe" :password "x"}"#, r#"{:user "joe" :password "[redacted]"}"#),
        ("| password | x1 |\n| user | joe |", "| password | [redacted] |\n| user | joe |"),
        ("│ token │ x1 │", "│ token │ [redacted] │"),
        (r#"a:1:{s:8:"password";s:2:"x1";}"#, r#"a:1:{s:8:"password";s:2:"[redacted]";}"#),
        ("~ password = \"a1\" -> \"b2\"", "~ password = \"[redacted]\" -> \"[redacted]\""),
        (
            "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nx\r\n--b--",
            "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n[redacted]\r\n--b--",
        ),
        (r#"{"m":"a:\n  password: |\n    x\n    y\n  b: c"}"#, r#"{"m":"a:\n  password: |\n    [redacted]\n  b: c"}"#),
        ("https://joe:a/b?c@h.example.com/x", "https://joe:[redacted]@h.example.com/x"),
        ("web | - name: TOKEN\nweb |   value: x", "web | - name: TOKEN\nweb |   value: [redacted]"),
    ]);
}

/// Lines of 80 columns, cut as a window does it.
#[test]
fn wrapped_lines() {
    let full = |start: &str, fill: &str| format!("{start}{}", fill.repeat(80 - start.chars().count()));
    for (start, rest, expected) in [
        ("Authorization: Bearer a1", "\nb2c3d4\nHost: h", "Authorization: Bearer [redacted]\nHost: h"),
        ("│ Authorization: Bearer a1", "\n│ b2c3d4\n│ \n╵", "│ Authorization: Bearer [redacted]\n│ \n╵"),
        ("curl -H \"X-Api-Key: a1", "\nb2c3d4\" h", "curl -H \"X-Api-Key: [redacted]\" h"),
        ("token=a1", "\nb2c3d4 and more", "token=[redacted] and more"),
        ("token=a1", "\nHost: h", "token=[redacted]\nHost: h"),
        ("token=a1", "\nuser=b2c3d4", "token=[redacted]\nuser=b2c3d4"),
        ("token=a1", "\nHTTP/1.1 403 Forbidden", "token=[redacted]\nHTTP/1.1 403 Forbidden"),
        ("token=a1", "\nwhere it is", "token=[redacted]\nwhere it is"),
        ("token=a1", "\n\nEQ-1234567", "token=[redacted]\n\nEQ-1234567"),
        ("token=a1", "\nEQ-2010005\n", "token=[redacted]\nEQ-2010005\n"),
        ("token=a1", "\n403\n", "token=[redacted]\n403\n"),
        ("token=a1", "\n{\"code\":\"E-1\"}", "token=[redacted]\n{\"code\":\"E-1\"}"),
    ] {
        check(&(full(start, "z") + rest), expected);
    }
    check(
        "access_token : eyJhbGciOiJIUzI1NiIsInR5cCI6\n               a1b2c3d4a1b2c3d4a1b2c3d4a1b2c\n               e5f6\ntoken_type   : bearer",
        "access_token : [redacted]\ntoken_type   : bearer",
    );
    let line = |offset: &str, text: &str| format!("{offset}: {text}{}\n", "a1".repeat(32 - text.len() / 2));
    check(
        &(line("0032", "Authorization: Bearer ") + &line("0072", "") + &line("00b2", "") + "00f1: User-Agent: x"),
        "0032: Authorization: Bearer [redacted]\n00f1: User-Agent: x",
    );
    check("token=a1zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz\nb2c3d4", "token=[redacted]\nb2c3d4");
}

#[test]
fn no_secrets() {
    for text in [
        "User [JohnDoe] is forbidden to access report of [ffb1cb2d-d123-4b42-beb1-1b234ce56789]",
        r#"{"errorCode":"TOKEN_EXPIRED","errorMessage":"Invalid access token. Please pass a valid access token"}"#,
        r#"{"error":"invalid_token","error_description":"token expired"}"#,
        r#"{"code":"EQX-816-403","correlationId":"ffb1cb2d-d123-4b42-beb1-1b234ce56789","ticketId":"ABC-12"}"#,
        r#"{"nextToken":"abc","pageToken":"abc","continuationToken":"abc","token_type":"Bearer","token_timeout":"3600"}"#,
        r#"{"expires_in":3600,"tokenUrl":"https://h/t","max_tokens":5,"total_tokens":7}"#,
        "The port is identified by 'a1b2', and its password by 'name'",
        "password 'a1' is invalid; getPassword('a1b2'); tokens.map(|token| token.x1)",
        "| password | string | The password of the user |\n| token | yes | The token |",
        "git@github.com:a/b.git https://h:8080/@scope/pkg https://h/a:b@c",
        "login failed for joe, password wrong1",
        "machine:password 'x'",
        "Your password is incorrect",
        "password: must be at least 8 characters",
        "the token: see below",
        "InvalidToken: The provided token is not valid",
        "INVALID_TOKEN: expired since yesterday",
        "Access denied for user 'root'@'localhost' (using password: NO)",
        r#"{"token":"[redacted]","secret":"***","password":"xxx","api_key":"${KEY}","jwt":"<token>","otp":"{{otp}}"}"#,
        "TOKEN=$TOKEN password=%PASSWORD% secret=YOUR_SECRET",
        "SyntaxError: Unexpected token: end of file",
        "secret \"foo\" not found; secrets is forbidden: token-1 expired",
        "std::token::Foo and $token->foo()",
        "Access-Control-Allow-Credentials: true",
        "Error writing data to kv/data/some-secret: Error making API request",
        "oauth2: error when acquiring token: code: S1006, message Login Failure",
        r#"{"INVALID_TOKEN": 16, "password": ["is required"]}"#,
        "api_key: missing\nauthorization: denied\n-H 'Authorization: Bearer [YOUR_TOKEN]'",
    ] {
        check(text, "=");
    }
}
