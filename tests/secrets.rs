//! No output holds a secret: random ones are planted in every position of every shape of capture that we know of, and go
//! the way of the command, through all formats. The error beside the secret must still be found.
//!
//! A shape is one row of a table. To report that a secret survives in some place, add a row.

use errdex::capture;
use errdex::explain::{Depth, explain};
use errdex::matcher::Matcher;
use errdex::redact::{Redacted, redact};
use errdex::render::{Extent, json, markdown, text};
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::matcher;

/// Where secrets stand: the name of the shape, and its template. `§` is the secret, `¤` the name it stands under, `⏎` a
/// line end, `␍` a carriage return, `␛` an escape.
const SHAPES: &[(&str, &str)] = &[
    ("header", "GET /v1 HTTP/1.1⏎Host: h⏎¤: §⏎Accept: */*"),
    ("header with carriage returns", "GET /v1 HTTP/1.1␍⏎Host: h␍⏎Authorization: Bearer §␍⏎Accept: */*␍⏎"),
    ("basic", "POST /v1 HTTP/1.1⏎Authorization: Basic §⏎Accept: */*"),
    ("digest", "Authorization: Digest username=\"joe\", nonce=\"1\", response=\"§\"⏎Accept: */*"),
    ("unknown scheme", "Authorization: Custom §⏎Accept: */*"),
    ("no scheme", "authorization: §⏎accept: */*"),
    ("cookie", "Cookie: theme=dark; sid=§; a=b⏎Accept: */*"),
    ("set-cookie", "Set-Cookie: sid=§; Path=/; HttpOnly⏎Content-Type: text/html"),
    ("curl -v", "> GET /v1 HTTP/1.1⏎> Host: h⏎> ¤: §⏎> ⏎< HTTP/1.1 403 Forbidden"),
    ("curl -v, cookies", "< HTTP/2 403⏎< set-cookie: sid=§; path=/⏎< content-type: text/html"),
    ("curl -v, HTTP/2", "* [HTTP/2] [1] [:path: /v1]⏎* [HTTP/2] [1] [authorization: Bearer §]⏎> GET /v1 HTTP/2"),
    ("curl -H, double", "curl -X GET -H \"Authorization: Bearer §\" https://api.example.com/v1"),
    ("curl -H, single", "curl -H 'Accept: */*' -H '¤: §' https://api.example.com/v1"),
    ("curl -H, tight", "curl -H'¤:§' https://api.example.com/v1"),
    ("curl -H, dollar", "curl -H $'Authorization: Bearer §' https://h/v1"),
    ("curl -H, bare", "curl -H ¤:§ https://h/v1"),
    ("curl -H, escaped blank", r"curl -H Authorization:\ Bearer\ § https://h/v1"),
    ("curl -H, continued", "curl https://h/v1 \\⏎  -H \"Accept: */*\" \\⏎  -H \"¤: §\" \\⏎  -d '{\"a\":1}'"),
    ("curl --header=", "curl --header='¤: §' https://h/v1"),
    ("curl on Windows", "curl -H ^\"Authorization: Bearer §^\" ^⏎ https://h"),
    ("curl -u", "curl -u joe:§ https://api.example.com/v1"),
    ("curl -u, quoted", "curl -s -u 'joe@example.com:§' https://api.example.com/v1"),
    ("curl --user=", "curl --user=joe:§ https://h"),
    ("curl -b", "curl -b 'sid=§' https://h"),
    ("curl -d", "curl -d 'grant_type=client_credentials&client_id=me&client_secret=§' https://h"),
    ("curl --data-urlencode", "curl --data-urlencode '¤=§' https://h"),
    ("curl -F", "curl -F '¤=§' -F 'a=b' https://h"),
    ("curl -d, JSON", r#"curl -d '{"user":"joe","¤":"§"}' https://h"#),
    ("curl -d, escaped JSON", r#"curl -d "{\"user\":\"joe\",\"¤\":\"§\"}" https://h"#),
    ("curl --oauth2-bearer", "curl --oauth2-bearer § https://h"),
    ("wget", "wget --header=\"Authorization: Bearer §\" https://h"),
    ("wget --password", "wget --user=joe --password=§ https://h"),
    ("httpie", "http POST https://h/v1 'Authorization:Bearer §' a=b"),
    ("httpie --auth", "http --auth joe:§ https://h/v1"),
    ("option", "cmd login --user joe --¤ § --verbose"),
    ("URL with user", "https://joe:§@api.example.com/v1?x=y"),
    ("git remote", "fatal: unable to access 'https://oauth2:§@git.example.com/a.git/': The requested URL returned error: 403"),
    ("database URL", "DATABASE_URL=postgres://app:§@db:5432/main?sslmode=require"),
    ("query string", "https://api.example.com/v1/x?a=b&access_token=§&c=d"),
    ("request line", "GET /v1/x?¤=§&c=d HTTP/1.1"),
    ("access log", "10.0.0.1 - - [05/Mar/2024:10:11:12 +0000] \"GET /v1?¤=§ HTTP/1.1\" 403 12 \"-\" \"curl/8\""),
    ("referer", "Referer: https://h/cb?code=1&¤=§"),
    ("fragment", "Location: https://h/cb#access_token=§&token_type=Bearer"),
    ("signed URL", "https://b.example.com/k?X-Amz-Credential=a&X-Amz-Signature=§&X-Amz-Expires=3"),
    ("form", "POST /token HTTP/1.1⏎Content-Type: application/x-www-form-urlencoded⏎⏎grant_type=password&username=joe&¤=§"),
    ("multipart", "--b1␍⏎Content-Disposition: form-data; name=\"¤\"␍⏎␍⏎§␍⏎--b1--"),
    ("multipart with a type", "--b1⏎Content-Disposition: form-data; name=\"¤\"⏎Content-Type: text/plain⏎⏎§⏎--b1--"),
    ("JSON", r#"{"user":"joe","¤":"§","id":7}"#),
    ("JSON, spaced", r#"{ "user" : "joe" , "¤" : "§" }"#),
    ("JSON, pretty", "{⏎  \"user\": \"joe\",⏎  \"¤\": \"§\"⏎}"),
    ("JSON, deep", r#"{"a":[{"b":{"c":[1,{"¤":"§"}]}}]}"#),
    ("JSON, list", r#"{"¤":["x1y2z3","§"],"a":1}"#),
    ("JSON, headers", r#"{"headers":{"Authorization":"Bearer §","Accept":"*/*"}}"#),
    ("JSON, headers with lists", r#"{"headers":{"Authorization":["Bearer §"],"Set-Cookie":["sid=§; Path=/"]}}"#),
    ("JSON, cut", r#"{"user":"joe","¤":"§"#),
    ("JSON, value object", r#"{"¤":{"value":"§","expires":"2024"}}"#),
    ("JSON with comments", "{⏎  // the login⏎  ¤: '§',⏎  user: 'joe',⏎}"),
    ("HAR headers", r#""headers":[{"name":"Accept","value":"*/*"},{"name":"Authorization","value":"Bearer §"}]"#),
    ("HAR headers, pretty", "{⏎  \"name\": \"¤\",⏎  \"value\": \"§\"⏎},"),
    ("HAR headers, turned", r#"{"value":"Bearer §","name":"Authorization"},{"value":"*/*","name":"Accept"}"#),
    ("HAR headers, comment between", r#"{"name":"¤","comment":"","value":"§"}"#),
    ("HAR headers, turned, comment between", r#"{"value":"§","comment":"a b","name":"¤"}"#),
    ("HAR cookies", r#""cookies":[{"name":"sid","value":"§","path":"/","httpOnly":true}]"#),
    ("HAR cookies, turned", r#""cookies":[{"path":"/","value":"§","domain":"h","name":"sid"}]"#),
    ("HAR query", r#""queryString":[{"name":"a","value":"b"},{"name":"¤","value":"§"}]"#),
    ("HAR form", r#""params":[{"name":"¤","value":"§"}],"text":"a=b&¤=§""#),
    ("Postman", r#"{"key":"¤","value":"§","type":"text"}"#),
    ("Postman, turned", r#"{"type":"text","value":"§","enabled":true,"key":"¤"}"#),
    ("Postman auth", r#""auth":{"type":"bearer","bearer":[{"key":"token","value":"§","type":"string"}]}"#),
    ("Postman basic", r#""auth":{"type":"basic","basic":[{"key":"password","value":"§"},{"key":"username","value":"joe"}]}"#),
    ("Python dict", "{'user': 'joe', '¤': '§', 'n': None}"),
    ("Python bytes", "{b'Authorization': b'Bearer §', b'a': b'b'}"),
    ("Python tuples", "[('Accept', '*/*'), ('Authorization', 'Bearer §')]"),
    ("Python dataclass", "Login(user='joe', ¤='§', n=1)"),
    ("Python requests", "headers={'Authorization': 'Bearer §'}, auth=('joe', '§')"),
    ("http.client", "send: b'GET /v1 HTTP/1.1\\r\\nHost: h\\r\\nAuthorization: Bearer §\\r\\n\\r\\n'"),
    ("Ruby hash", r#"{"user"=>"joe", "¤"=>"§", :a=>1}"#),
    ("Ruby inspect", r#"#<Login:0x0000 @user="joe", @¤="§">"#),
    ("Ruby net/http", r#"<- "GET /v1 HTTP/1.1\r\nAuthorization: Bearer §\r\nHost: h\r\n\r\n""#),
    ("Ruby symbols", r#"{user: "joe", ¤: "§"}"#),
    ("Go map", "map[Accept:[*/*] Authorization:[Bearer §] User-Agent:[go]]"),
    ("Go struct", "{User:joe ¤:§ N:1}"),
    ("Go struct with names", r#"&main.Login{User:"joe", ¤:"§", N:1}"#),
    ("Go header", r#"http.Header{"Authorization":[]string{"Bearer §"}, "A":[]string{"b"}}"#),
    ("Go DSN", "dial joe:§@tcp(db:3306)/main?parseTime=true: connection refused"),
    ("PHP array", "Array⏎(⏎    [user] => joe⏎    [¤] => §⏎)"),
    ("PHP var_dump", "array(1) {⏎  [\"¤\"]=>⏎  string(20) \"§\"⏎}"),
    ("PHP var_export", "array (⏎  'user' => 'joe',⏎  '¤' => '§',⏎)"),
    ("PHP serialized", r#"a:1:{s:8:"¤";s:20:"§";}"#),
    ("Java toString", "Login{user='joe', ¤='§', n=1}"),
    ("Java map", "{user=joe, ¤=§, n=1}"),
    ("Java record", "Login[user=joe, ¤=§]"),
    ("Rust debug", r#"Login { user: "joe", ¤: "§" }"#),
    ("Rust debug, optional", r#"Login { ¤: Some("§"), n: 1 }"#),
    ("C# record", "Login { User = joe, ¤ = § }"),
    ("Elixir", r#"%{"user" => "joe", "¤" => "§"}"#),
    ("EDN", r#"{:user "joe", :¤ "§"}"#),
    ("Lisp", r#"(:user "joe" :¤ "§")"#),
    ("PowerShell", "@{ ¤ = '§'; user = 'joe' }"),
    ("PowerShell header", "-Headers @{ Authorization = \"Bearer §\" }"),
    ("XML element", "<login><user>joe</user><¤>§</¤></login>"),
    ("XML attribute", "<login user=\"joe\" ¤=\"§\" n='1'/>"),
    ("XML namespace", "<wsse:Password Type=\"t\">§</wsse:Password>"),
    ("XML, escaped", "&lt;login&gt;&lt;¤&gt;§&lt;/¤&gt;&lt;/login&gt;"),
    ("XML add", r#"<add key="¤" value="§"/>"#),
    ("XML add, turned", r#"<add value="§" key="¤"/>"#),
    ("CDATA", "<¤><![CDATA[§]]></¤>"),
    ("HTML-escaped JSON", "<pre>{&quot;user&quot;:&quot;joe&quot;,&quot;¤&quot;:&quot;§&quot;}</pre>"),
    ("HTML-escaped JSON, numbers", "{&#34;¤&#34;:&#34;§&#34;,&#34;a&#34;:1}"),
    ("HTML input", r#"<input type="password" name="¤" value="§">"#),
    ("HTML input, turned", r#"<input value="§" type="hidden" name="¤"/>"#),
    ("YAML", "user: joe⏎¤: §⏎n: 1"),
    ("YAML, quoted", "login:⏎  user: joe⏎  ¤: \"§\" # mine⏎"),
    ("YAML, flow", "login: {user: joe, ¤: §}"),
    ("YAML, block", "login:⏎  ¤: |⏎    §⏎  user: joe"),
    ("YAML environment", "env:⏎  - name: CLIENT_SECRET⏎    value: §⏎  - name: A⏎    value: b"),
    ("TOML", "user = \"joe\"⏎¤ = \"§\""),
    ("INI", "[db]⏎user=joe⏎¤=§"),
    ("properties", "db.user=joe⏎db.¤=§"),
    ("environment", "export CLIENT_SECRET=§⏎A=b"),
    ("environment, quoted", "CLIENT_SECRET='§' cmd"),
    ("docker run", "docker run -e API_KEY=§ -e A=b image"),
    ("logfmt", "level=error user=joe ¤=§ status=403"),
    ("logfmt, quoted", "level=error user=joe ¤=\"§\" status=403"),
    ("log, colon", "2024-03-05 10:11:12 DEBUG [main] c.e.Client - ¤: §"),
    ("log, header", "2024-03-05 10:11:12 DEBUG o.a.http.headers - http-outgoing-0 >> Authorization: Bearer §"),
    ("log, wire", "http-outgoing-0 >> \"Authorization: Bearer §[\\r][\\n]\""),
    ("log, sentence", "INFO using token=§, user=joe"),
    ("JSON log", r#"{"level":"error","msg":"login failed","request":{"headers":{"authorization":"Bearer §"}}}"#),
    ("syslog", "<34>1 2024-03-05T10:11:12Z host app 12 - - ¤=§"),
    (".netrc", "machine api.example.com login joe password §"),
    (".netrc, lines", "machine api.example.com⏎  login joe⏎  password §⏎machine h"),
    (".npmrc", "//registry.example.com/:_authToken=§"),
    (".pgpass", "PGPASSWORD=§ psql -h db"),
    (".pypirc", "[pypi]⏎username = __token__⏎password = §"),
    ("docker config", r#"{"auths":{"h":{"auth":"§"}}}"#),
    ("AWS credentials", "[default]⏎aws_access_key_id = x⏎aws_secret_access_key = §"),
    ("SQL user", "CREATE USER joe WITH PASSWORD '§';"),
    ("SQL identified", "CREATE USER 'joe'@'%' IDENTIFIED BY '§';"),
    ("SQL identified with", "ALTER USER joe IDENTIFIED WITH mysql_native_password BY '§'"),
    ("SQL function", "SET PASSWORD FOR joe = PASSWORD('§')"),
    ("ADO string", "Server=db;User Id=joe;Password=§;Encrypt=True"),
    ("JDBC", "jdbc:mysql://db/main?user=joe&password=§"),
    ("ODBC", "DRIVER={X};UID=joe;PWD=§;"),
    ("Azure storage", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=§;EndpointSuffix=h"),
    ("cookie jar", "# Netscape HTTP Cookie File⏎api.example.com\tFALSE\t/\tTRUE\t1700000000\tsid\t§"),
    ("cookie jar, HttpOnly", "#HttpOnly_.example.com\tTRUE\t/\tTRUE\t0\tsid\t§"),
    ("Markdown", "**¤:** §"),
    ("Markdown code", "Send `Authorization: Bearer §` with it"),
    ("Markdown table", "| name | value |⏎|---|---|⏎| ¤ | § |⏎| a | b |"),
    ("Markdown table, code", "| `¤` | `§` |"),
    ("aligned", "user          joe⏎¤          §⏎n             1"),
    ("box table", "│ ¤ │ § │"),
    ("CSV", "\"{\"\"user\"\":\"\"joe\"\",\"\"¤\"\":\"\"§\"\"}\",403"),
    ("URL-encoded JSON", "body=%7B%22¤%22%3A%22§%22%2C%22a%22%3A1%7D"),
    ("URL-encoded URL", "redirect=https%3A%2F%2Fh%3F¤%3D§%26a%3Db"),
    ("unicode-escaped", r#"{"m":"\u003cuser\u003e","u":"https://h?¤=§\u0026a=b"}"#),
    ("colored key", "␛[36m¤␛[0m=§ ␛[36muser␛[0m=joe"),
    ("colored key and value", "␛[36m¤␛[0m=␛[33m§␛[0m"),
    ("colored separator", "␛[36m¤␛[0m␛[90m:␛[0m ␛[33m§␛[0m"),
    ("colored JSON", "␛[34;1m\"¤\"␛[0m␛[1;39m: ␛[0;32m\"§\"␛[0m"),
    ("colored header", "␛[36mAuthorization␛[0m: ␛[35mBearer §␛[0m"),
    ("bold bright header", "␛[1m␛[96mAuthorization␛[39m␛[22m:␛[0m Bearer §"),
    ("Terraform variable", "  + ¤ = \"§\""),
    ("Terraform change", "  ~ ¤ = \"§\" -> \"§\""),
    ("Terraform box", "│ Error: 403⏎│ ⏎│   on main.tf line 3:⏎│    3:   ¤ = \"§\"⏎╵"),
    ("Terraform request", "---[ REQUEST ]---⏎GET /v1 HTTP/1.1⏎Authorization: Bearer §⏎⏎----------"),
    ("Ansible", "fatal: [h]: FAILED! => {\"changed\": false, \"invocation\": {\"module_args\": {\"¤\": \"§\"}}}"),
    ("axios", "config: {⏎  headers: {⏎    Authorization: 'Bearer §',⏎    Accept: '*/*'⏎  }⏎}"),
    ("node raw headers", "rawHeaders: [⏎  'Authorization',⏎  'Bearer §',⏎  'Accept',⏎  '*/*'⏎]"),
    ("fetch", "fetch('https://h', {headers: {'¤': '§'}})"),
    ("gRPC metadata", "metadata: [('authorization', 'Bearer §')]"),
    ("OkHttp", "--> GET https://h/v1⏎Authorization: Bearer §⏎--> END GET"),
    ("bare bearer", "sent Bearer § and got 403"),
    ("curl -u, tight", "curl -su'joe:§' https://h"),
    ("curl -b, tight", "curl -bsid=§ https://h"),
    ("curl --proxy", "curl --proxy joe:§@p:1 https://h"),
    ("curl --cert", "curl --cert c.pem:§ https://h"),
    ("curl -H, joined", "curl -H \"Authorization: Bearer \"§ https://h"),
    ("JSON, list, cut", r#"{"user":"joe","¤":["§"#),
    ("JSON, cookies, cut", r#"{"cookies":{"sid":"§"#),
    ("validation, rejected value", r#"{"property":"¤","rejectedValue":"§","reason":"too short"}"#),
    ("validation, place", r#"{"loc":["body","¤"],"msg":"too long","input":"§"}"#),
    ("Python tuple, cut", "requests.get('https://h', auth=('joe', '§"),
    ("PowerShell cookie", r#"New-Object System.Net.Cookie("sid", "§", "/", "h")"#),
    ("nginx", r#"request: "{\x22user\x22:\x22joe\x22,\x22¤\x22:\x22§\x22}""#),
    ("curly", "{“user”: “joe”, “¤”: “§”}"),
    ("blanks that do not break", "¤\u{a0}=\u{a0}§"),
    ("JSON Patch", r#"[{"op":"replace","path":"/login/¤","value":"§"}]"#),
    ("JSONPath", r#"{"path":"$.logins[0].¤","value":"§"}"#),
    ("parameter store", r#"{"Name":"/prod/db/¤","Type":"SecureString","Value":"§"}"#),
    ("Equinix's keys", r#"{"authorizationKey":"§","authentication_key":"§"}"#),
    ("Spring, binding", "Field error in object 'login' on field '¤': rejected value [§]; codes [Size.login]"),
    ("pair in brackets", "[name=¤, value=§]"),
    ("pair with braces between", r#"{"key":"¤","description":"see {docs}","value":"§"}"#),
    ("Python requests, call", "requests.get('https://h', auth=HTTPBasicAuth('joe', '§'))"),
    ("Go call", r#"req.SetBasicAuth("joe", "§")"#),
    ("chain of calls", r#"client().user("joe").password("§").build()"#),
    ("PHP print_r", "[user] => joe⏎[¤:protected] => §⏎"),
    ("XML, escaped sign", "<login><¤>a&lt;§</¤></login>"),
    ("heredoc", "¤ = <<EOT⏎§⏎EOT⏎a = 1"),
];

/// Shapes of one line, which may be wrapped.
const WRAPPED: &[(&str, &str)] = &[
    ("curl -H", "curl -H \"Authorization: Bearer §\" https://api.example.com/v1"),
    ("curl -u", "curl -u joe:§ https://api.example.com/v1"),
    ("log", "level=error ¤=§ status=403 method=GET"),
    ("log, header", "headers: Authorization: Bearer §"),
    ("URL", "GET https://h/v1?a=b&access_token=§&c=d: 403"),
    ("URL with user", "git clone https://joe:§@h/x.git"),
    ("JSON", r#"{"user":"joe","¤":"§","a":{"b":1}}"#),
    ("escaped JSON", r#"{"m":"{\"¤\":\"§\",\"a\":1}"}"#),
    ("bare bearer", "sent Bearer § and got 403"),
    ("HCL", "12:   ¤ = \"§\""),
    ("Go map", "map[Accept:[*/*] Authorization:[Bearer §]]"),
    ("XML", "<login><¤>§</¤></login>"),
];

/// Names of secrets.
const NAMES: &[&str] = &[
    "password",
    "Password",
    "client_secret",
    "clientSecret",
    "CLIENT_SECRET",
    "X-Api-Key",
    "apiKey",
    "access_token",
    "refreshToken",
    "X-Auth-Token",
    "privateKey",
    "session_id",
];

/// What stands in front of each line.
const PREFIXES: &[&str] = &[
    "",
    "> ",
    "    ",
    "web-1  | ",
    "│ ",
    "Mar  5 10:11:12 host app[123]: ",
    "2024-03-05T10:11:12.123+0100 [DEBUG] provider.terraform-provider-x_v1.2.3: ",
    "\u{1b}[32mweb |\u{1b}[0m ",
];

/// What stands before and after.
const NOISE: &[&str] = &[
    "",
    "it's an \"odd\" day: [1, 2\n",
    "{\"a\":1}\n",
    "Your password is incorrect\n",
    "$ ./run.sh --verbose\n",
    "HTTP/1.1 403 Forbidden\n",
];

/// An error that the catalog knows.
const ERROR: &str = r#"[{"errorCode":"EQ-2010005","errorMessage":"QuoteID not found for this account."}]"#;
const CODE: &str = "EQ-2010005";

#[derive(Debug, Clone)]
struct Case {
    shape: &'static str,
    planted: String,
    secret: String,
}

fn secret() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9a-f]{7}[0-9][a-f][0-9a-f]{15,40}",
        "[A-Za-z0-9_-]{6}[a-z][0-9][A-Z][A-Za-z0-9_-]{12,40}[A-Za-z0-9]",
        "eyJ[A-Za-z0-9]{17}[0-9][A-Z]\\.eyJ[A-Za-z0-9_-]{24,60}\\.[A-Za-z0-9_-]{20,43}[A-Za-z0-9]",
        "[A-Za-z][0-9][A-Za-z0-9._~+/-]{14,40}[A-Za-z0-9]={0,2}",
        "[A-Z]{4}[0-9]{3}[a-z]{5}[!.*_~^-][A-Za-z0-9!.*_~^-]{8,20}[a-z0-9]",
    ]
}

fn spelled(template: &str) -> String {
    template.replace('⏎', "\n").replace('␍', "\r").replace('␛', "\u{1b}")
}

/// A template with its name and secret, escaped so many times, each line behind the prefix.
fn plant(template: &str, name: &str, secret: &str, depth: usize, prefix: &str) -> String {
    let text = spelled(template).replace('¤', name).replace('§', secret);
    let text = (0..depth).fold(text, |text, _| serde_json::json!({ "id": 1, "message": text, "n": null }).to_string());
    text.lines().flat_map(|line| [prefix, line, "\n"]).collect()
}

/// A secret in a shape, in a text that is escaped some times, behind prefixes, within noise.
fn case() -> impl Strategy<Value = Case> {
    let planted = (select(SHAPES), select(NAMES), secret(), 0_usize..4, select(PREFIXES));
    let around = (select(NOISE), select(NOISE), any::<bool>());
    (planted, around).prop_map(|(((shape, template), name, secret, depth, prefix), (before, after, is_first))| {
        let (first, last) = if is_first { (ERROR, "") } else { ("", ERROR) };
        let text = plant(template, name, &secret, depth, prefix);
        Case { shape, planted: format!("{first}\n{before}{text}{after}{last}\n"), secret }
    })
}

/// A secret of which each piece is known for one: letters alone before a blank are taken for a word.
fn dense_secret() -> impl Strategy<Value = String> {
    prop_oneof![
        "([A-Za-z_~+.][0-9][A-Za-z]){8,14}",
        "([0-9a-f][0-9]){10,20}",
        "eyJ([0-9][A-Za-z_-]){8}\\.eyJ([0-9][A-Za-z]){12,40}\\.([A-Z][0-9]){10,20}"
    ]
}

/// A secret that a window of some width cuts, with a prefix in front of each of its lines.
fn wrapped() -> impl Strategy<Value = Case> {
    let wrap = (select(vec![78_usize, 80, 100, 120, 132]), select(PREFIXES), 1_usize..60);
    (select(WRAPPED), select(NAMES), dense_secret(), wrap).prop_map(|((shape, template), name, secret, (width, prefix, cut))| {
        let line = template.replace('¤', name);
        let before = line.find('§').unwrap_or(0) + cut.min(secret.len() - 1);
        let words =
            "the quick brown fox jumped over it and then ".chars().cycle().take((width - 1).saturating_sub(before)).collect::<String>();
        let line = format!("{words} {}", line.replace('§', &secret)).chars().collect::<Vec<_>>();
        let lines: String = line.chunks(width).flat_map(|part| [prefix.to_owned(), part.iter().collect(), "\n".to_owned()]).collect();
        Case { shape, planted: format!("{lines}\n{ERROR}\n"), secret }
    })
}

/// The way of the command: the redacted text, and all that is printed of it.
fn outputs(matcher: &Matcher<'_>, redacted: Redacted) -> (String, Vec<String>) {
    let envelopes = matcher.envelopes().expect("the built-in catalog is sound");
    let capture = capture::parse(redacted, &envelopes);
    let findings = matcher.find(&capture).expect("the built-in catalog is sound");
    let text = capture.text.text().to_owned();
    let mut outputs = Vec::new();
    for (depth, extents) in [(Depth::Usual, &[Extent::Brief, Extent::Usual][..]), (Depth::Full, &[Extent::Full])] {
        let explanation = explain("-", &capture, &findings, matcher.layers(), depth);
        outputs.extend(extents.iter().map(|&extent| text::render(&explanation, &text, text::Screen { width: 100, extent, links: true })));
        outputs.extend(extents.iter().map(|&extent| markdown::render(&explanation, extent)));
        outputs.push(json::render(&explanation));
    }
    (text, outputs)
}

/// Whether a piece of the secret that is long enough to be of use stands in a text.
fn leaks(text: &str, secret: &str) -> bool {
    const PIECE: usize = 8;
    secret.as_bytes().windows(PIECE).any(|piece| memchr::memmem::find(text.as_bytes(), piece).is_some())
}

fn check(matcher: &Matcher<'_>, case: &Case) -> Result<(), TestCaseError> {
    let (redacted, outputs_of) = outputs(matcher, redact(case.planted.clone().into_bytes()));
    prop_assert!(!leaks(&redacted, &case.secret), "{} of {}\n{}\n=>\n{}", case.secret, case.shape, case.planted, redacted);
    for output in &outputs_of {
        prop_assert!(!leaks(output, &case.secret), "{} of {}\n{}\n=>\n{}", case.secret, case.shape, case.planted, output);
    }
    let is_found = |outputs: &[String]| outputs.iter().all(|output| output.contains(CODE));
    let is_lost = !is_found(&outputs_of) && is_found(&outputs(matcher, Redacted::verbatim(case.planted.clone().into_bytes())).1);
    prop_assert!(!is_lost, "the error is lost, of {}\n{}\n=>\n{}", case.shape, case.planted, redacted);
    Ok(())
}

/// Every shape, at every depth, so that none depends on luck.
#[test]
fn no_shape_leaks() {
    let matcher = matcher();
    let mut wrong = Vec::new();
    for (i, &(shape, template)) in SHAPES.iter().enumerate() {
        let (name, secret) =
            (NAMES[i % NAMES.len()], ["Zq7kPw93Lm2xVb84Rt61Yc", "0f3b9a7c5d1e8f2a4b6c0d9e", "aB3.x_Y~z+9/Kw-q7Lp0Tt=="][i % 3]);
        for depth in 0..4 {
            let planted = format!("{}{ERROR}\n", plant(template, name, secret, depth, ""));
            let result = check(&matcher, &Case { shape, planted, secret: secret.to_owned() });
            wrong.extend(result.err().map(|error| error.to_string()));
        }
    }
    assert!(wrong.is_empty(), "{} leaks\n{}", wrong.len(), wrong.join("\n"));
}

thread_local!(static MATCHER: Matcher<'static> = matcher());

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn planted_secrets_are_in_no_output(case in case()) {
        MATCHER.with(|matcher| check(matcher, &case))?;
    }

    #[test]
    fn wrapped_secrets_are_in_no_output(case in wrapped()) {
        MATCHER.with(|matcher| check(matcher, &case))?;
    }
}
