//! The rules of redaction, as data: what a secret is called and what it looks like. To add one, add one line.
//!
//! It says nothing about how they are found, and how a name or a value is read; that is `anchor`, `key`, `value`, `shape`.

/// What stands in the place of a secret.
pub(super) const MASK: &str = "[redacted]";

/// How the value under a name is to be treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// All of it is secret.
    Secret,
    /// An authentication scheme, which stays, and credentials.
    Authorization,
    /// Cookies: several pairs in one value, or a container of them.
    Cookie,
    /// A secret only as a parameter of a URL or form.
    Query,
    /// A secret only if it looks like one.
    Unsure,
}

/// The ends of secret names. A space is a place where `_`, `-`, `.`, a space or nothing may stand. Where all pairs of letters are
/// common, as in `device_code`, the sign stands itself, and is looked for.
pub(super) const NAMES: &[(&str, Kind)] = &[
    ("secret", Kind::Secret),
    ("secrets", Kind::Secret),
    ("tokens", Kind::Unsure), // mostly they are counted
    ("secret string", Kind::Secret),
    ("secret id", Kind::Secret),
    ("secret binary", Kind::Secret),
    ("secret text", Kind::Secret),
    ("secret value", Kind::Secret),
    ("token value", Kind::Secret),
    ("secret key base", Kind::Secret),
    ("password", Kind::Secret),
    ("passwords", Kind::Secret),
    ("password confirm", Kind::Secret),
    ("password digest", Kind::Secret),
    ("password hash", Kind::Secret),
    ("db pass", Kind::Secret),
    ("password confirmation", Kind::Secret),
    ("passwd", Kind::Secret),
    ("passphrase", Kind::Secret),
    ("passcode", Kind::Secret),
    ("pwd", Kind::Secret),
    ("api key", Kind::Secret),
    ("api keys", Kind::Secret),
    ("access key", Kind::Secret),
    ("secret key", Kind::Secret),
    ("private key", Kind::Secret),
    ("private key pem", Kind::Secret),
    ("hmac key", Kind::Secret),
    ("account key", Kind::Secret),
    ("app key", Kind::Secret),
    ("application key", Kind::Secret),
    ("appwrite key", Kind::Secret),
    ("auth key", Kind::Secret),
    ("authentication key", Kind::Secret),
    ("authorization key", Kind::Secret),
    ("activation key", Kind::Secret),
    ("md5 key", Kind::Secret),
    ("provisioning key", Kind::Secret),
    ("clickhouse key", Kind::Secret),
    ("client key data", Kind::Secret),
    ("encryption key", Kind::Secret),
    ("functions key", Kind::Secret),
    ("jfrog art api", Kind::Secret),
    ("license key", Kind::Secret),
    ("master key", Kind::Secret),
    ("pre shared key", Kind::Secret),
    ("sas key", Kind::Secret),
    ("session key", Kind::Secret),
    ("signing key", Kind::Secret),
    ("ssh key", Kind::Secret),
    ("subscription key", Kind::Secret),
    ("unseal key", Kind::Secret),
    ("psk", Kind::Secret),
    ("device_code", Kind::Secret),
    ("token", Kind::Secret),
    ("session id", Kind::Secret),
    ("sess id", Kind::Secret),
    ("client assertion", Kind::Secret),
    ("saml response", Kind::Secret),
    ("code verifier", Kind::Secret),
    ("credential", Kind::Secret),
    ("credentials", Kind::Secret),
    ("signature", Kind::Secret),
    ("signature provided", Kind::Secret),
    ("signature value", Kind::Secret),
    ("signature 256", Kind::Secret),
    ("connect.sid", Kind::Secret),
    ("jwt", Kind::Secret),
    ("otp", Kind::Secret),
    ("otp code", Kind::Secret),
    ("mfa code", Kind::Secret),
    ("verification code", Kind::Secret),
    ("recovery codes", Kind::Secret),
    ("backup codes", Kind::Secret),
    ("authorization", Kind::Authorization),
    ("cookie", Kind::Cookie),
    ("cookies", Kind::Cookie),
    ("sig", Kind::Query),
    ("csrf", Kind::Unsure),
    ("auth", Kind::Unsure),
    ("bearer", Kind::Unsure),
    ("pass", Kind::Unsure),
];

/// Ends of names that look secret and are not.
pub(super) const NOT_SECRET: &[&str] = &[
    "bos token",
    "cancel token",
    "cancellation token",
    "change token",
    "concurrency token",
    "continuation token",
    "cursor token",
    "delta token",
    "eos token",
    "idempotency token",
    "next token",
    "old pwd",
    "pad token",
    "page token",
    "pagination token",
    "resume token",
    "skip token",
    "stop token",
    "sync token",
    "unk token",
];

/// Words that make an error of a name: what follows `INVALID_TOKEN:` or `Wrong password:` is a message.
pub(super) const ERROR_WORDS: &[&str] = &[
    "bad",
    "denied",
    "duplicate",
    "expired",
    "illegal",
    "incorrect",
    "invalid",
    "malformed",
    "mismatched",
    "missing",
    "revoked",
    "unauthorized",
    "unexpected",
    "unknown",
    "unrecognized",
    "unsupported",
    "weak",
    "wrong",
];

/// Authentication schemes; they stay in front of the mask.
pub(super) const SCHEMES: &[&str] = &[
    "apikey",
    "api-key",
    "aws",
    "aws3-https",
    "aws4-ecdsa-p256-sha256",
    "aws4-hmac-sha256",
    "basic",
    "bearer",
    "bot",
    "digest",
    "dpop",
    "geniekey",
    "googlelogin",
    "gnap",
    "hawk",
    "hmac",
    "hoba",
    "jwt",
    "key",
    "mac",
    "mutual",
    "negotiate",
    "ntlm",
    "oauth",
    "privatetoken",
    "scram-sha-1",
    "scram-sha-256",
    "sharedaccesssignature",
    "sharedkey",
    "sharedkeylite",
    "signature",
    "splunk",
    "ssws",
    "token",
    "vapid",
    "zoho-oauthtoken",
];

/// What may stand before the opening mark or bracket of a value: the words of Spring, the ways of Go, Rust and Python.
pub(super) const WRAPPINGS: &[&str] = &["rejected value ", "[]string", "map", "Some(", "b", "u", "r", "f", "@"];

/// Options that take `user:password`.
pub(super) const USER_OPTIONS: &[&str] = &["-u", "-U", "--user", "--proxy-user", "--auth"];

/// What stands before the name of a variable that is set to what follows it after a blank: in shells, on Windows, in a Dockerfile.
pub(super) const ASSIGNMENTS: &[&str] = &["setenv ", "setx ", "set -x ", "set -gx ", "ENV ", "configure set "];

/// Options of curl that take no argument, and may stand before others in one word.
pub(super) const CURL_FLAGS: &[u8] = b"#0123456789BGIJLMNOQRSVafgijklnpqsv";

/// Names of the member that tells the name of a pair without marks: two lines of YAML, what Java prints.
pub(super) const LABELS: &[&str] = &["name", "key", "propertyPath"];

/// Names of the member that holds the value of a pair, or what an error was given.
pub(super) const VALUES: &[&str] = &[
    "value",
    "rejectedValue",
    "rejected_value",
    "actualValue",
    "attemptedValue",
    "invalidValue",
    "input_value",
    "input",
    "provided",
    "received",
];

/// The letters a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Letters {
    /// `0-9`.
    Digits,
    /// `A-Z`, `0-9`.
    Upper,
    /// `A-Z`, `a-z`, `0-9`.
    Alnum,
    /// The same, `_` and `-`.
    Base64Url,
    /// The same and `.`.
    Dotted,
    /// The same and `~`.
    Unreserved,
    /// Letters, digits, `_`, `-`, and what base64 has beside them, also in the spelling of URLs: `+`, `/`, `=`, `%`.
    Base64,
}

/// A token that is known by its look, wherever it stands.
#[derive(Debug)]
pub(super) struct Shape {
    /// How it begins, in this very case.
    pub(super) prefix: &'static str,
    /// What follows.
    pub(super) letters: Letters,
    /// How many of them at least.
    pub(super) min: usize,
    /// And at most.
    pub(super) max: usize,
}

const fn shape(prefix: &'static str, letters: Letters, min: usize, max: usize) -> Shape {
    Shape { prefix, letters, min, max }
}

const MANY: usize = usize::MAX;

/// The known tokens.
pub(super) const SHAPES: &[Shape] = &[
    shape("eyJ", Letters::Dotted, 20, MANY), // JWT; `shape::end` asks for the dots
    shape("AKIA", Letters::Upper, 16, 16),   // AWS
    shape("ASIA", Letters::Upper, 16, 16),
    shape("ghp_", Letters::Alnum, 20, MANY), // GitHub
    shape("gho_", Letters::Alnum, 20, MANY),
    shape("ghu_", Letters::Alnum, 20, MANY),
    shape("ghs_", Letters::Alnum, 20, MANY),
    shape("ghr_", Letters::Alnum, 20, MANY),
    shape("github_pat_", Letters::Base64Url, 20, MANY),
    shape("glpat-", Letters::Dotted, 16, MANY), // GitLab
    shape("glrt-", Letters::Dotted, 20, MANY),
    shape("gldt-", Letters::Dotted, 20, MANY),
    shape("glptt-", Letters::Dotted, 20, MANY),
    shape("gloas-", Letters::Dotted, 20, MANY),
    shape("glcbt-", Letters::Dotted, 20, MANY),
    shape("glft-", Letters::Dotted, 20, MANY),
    shape("glagent-", Letters::Dotted, 20, MANY),
    shape("glimt-", Letters::Dotted, 20, MANY),
    shape("glsoat-", Letters::Dotted, 20, MANY),
    shape("hooks.slack.com/services/T", Letters::Base64, 40, MANY), // Slack
    shape("IncomingWebhook/", Letters::Alnum, 32, MANY),            // Teams
    shape("xoxa-", Letters::Base64Url, 10, MANY),
    shape("xoxb-", Letters::Base64Url, 10, MANY),
    shape("xoxc-", Letters::Base64Url, 40, MANY),
    shape("xoxd-", Letters::Base64, 40, MANY),
    shape("xoxe-", Letters::Base64Url, 10, MANY),
    shape("xoxo-", Letters::Base64Url, 10, MANY),
    shape("xoxp-", Letters::Base64Url, 10, MANY),
    shape("xoxr-", Letters::Base64Url, 10, MANY),
    shape("xoxs-", Letters::Base64Url, 10, MANY),
    shape("xapp-", Letters::Base64Url, 10, MANY),
    shape("sk_live_", Letters::Alnum, 10, MANY), // Stripe
    shape("sk_test_", Letters::Alnum, 10, MANY),
    shape("sk_org_live_", Letters::Alnum, 10, MANY),
    shape("rk_live_", Letters::Alnum, 10, MANY),
    shape("rk_test_", Letters::Alnum, 10, MANY),
    shape("whsec_", Letters::Alnum, 16, MANY),
    shape("AIza", Letters::Base64Url, 30, MANY), // Google
    shape("ya29.", Letters::Dotted, 20, MANY),
    shape("GOCSPX-", Letters::Base64Url, 24, MANY),
    shape("1//0", Letters::Base64Url, 40, MANY),
    shape("sk-", Letters::Base64Url, 20, MANY), // OpenAI, Anthropic
    shape("gsk_", Letters::Alnum, 40, MANY),    // Groq
    shape("xai-", Letters::Alnum, 60, MANY),
    shape("SG.", Letters::Dotted, 30, MANY), // SendGrid
    shape("key-", Letters::Alnum, 32, 32),   // Mailgun
    shape("npm_", Letters::Alnum, 30, MANY),
    shape("pypi-", Letters::Base64Url, 40, MANY),
    shape("rubygems_", Letters::Alnum, 48, MANY),
    shape("hvs.", Letters::Base64Url, 20, MANY), // HashiCorp Vault
    shape("hvb.", Letters::Base64Url, 20, MANY),
    shape("dop_v1_", Letters::Alnum, 32, MANY), // DigitalOcean
    shape("doo_v1_", Letters::Alnum, 32, MANY),
    shape("dckr_pat_", Letters::Base64Url, 20, MANY),
    shape("dckr_oat_", Letters::Base64Url, 20, MANY),
    shape("shpat_", Letters::Alnum, 20, MANY), // Shopify
    shape("shpss_", Letters::Alnum, 32, MANY),
    shape("shpca_", Letters::Alnum, 32, MANY),
    shape("hf_", Letters::Alnum, 30, MANY),         // Hugging Face
    shape("glsa_", Letters::Base64Url, 40, MANY),   // Grafana
    shape("glc_", Letters::Base64, 40, MANY),       //
    shape("NRAK-", Letters::Upper, 27, 27),         // New Relic
    shape("PMAK-", Letters::Base64Url, 59, 59),     // Postman
    shape("ATATT3", Letters::Base64, 60, MANY),     // Atlassian
    shape("lin_api_", Letters::Alnum, 40, MANY),    // Linear
    shape("figd_", Letters::Base64Url, 40, MANY),   // Figma
    shape("ntn_", Letters::Alnum, 40, MANY),        // Notion
    shape("sntrys_", Letters::Base64, 60, MANY),    // Sentry
    shape("pscale_", Letters::Dotted, 36, MANY),    // PlanetScale
    shape("tskey-", Letters::Base64Url, 20, MANY),  // Tailscale
    shape("dp.pt.", Letters::Alnum, 40, MANY),      // Doppler
    shape("pul-", Letters::Alnum, 40, MANY),        // Pulumi
    shape("HRKU-", Letters::Base64Url, 36, MANY),   // Heroku
    shape("sq0atp-", Letters::Base64Url, 22, MANY), // Square
    shape("EAAA", Letters::Base64Url, 56, MANY),
    shape("fm2_", Letters::Base64, 40, MANY), // Fly
    shape("discord.com/api/webhooks/", Letters::Base64, 60, MANY),
    shape("AGE-SECRET-KEY-1", Letters::Upper, 58, 58),
];

/// A token that is known by a sign within it, and by how much stands around that.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Core {
    /// The sign, in this very case.
    pub(super) sign: &'static str,
    /// What stands before it, and how much at least and at most.
    pub(super) head: (Letters, usize, usize),
    /// What follows it, and how much at least.
    pub(super) tail: (Letters, usize),
}

const AZURE: Core = Core { sign: "8Q~", head: (Letters::Unreserved, 3, 3), tail: (Letters::Unreserved, 31) };
const TERRAFORM: Core = Core { sign: ".atlasv1.", head: (Letters::Alnum, 14, 14), tail: (Letters::Base64Url, 60) };
const TELEGRAM: Core = Core { sign: ":AA", head: (Letters::Digits, 8, 10), tail: (Letters::Base64Url, 32) };

/// What else may announce a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// A scheme, before credentials, even without its header.
    Scheme,
    /// The end of a PEM head line.
    PrivateKey,
    /// What stands before the user of a URL.
    Url,
    /// An option of curl that takes `user:password`.
    UserOption,
    /// A curl command.
    Curl,
    /// `IDENTIFIED` in SQL.
    Identified,
    /// The end of the password in a data source name of Go.
    DataSource,
    /// A column of a jar of cookies.
    Jar,
    /// A function that takes a user and a password, or a token.
    Login,
    /// What a known token has within it.
    Core(&'static Core),
}

/// The signs.
pub(super) const SIGNS: &[(&str, Sign)] = &[
    ("bearer", Sign::Scheme),
    ("basic", Sign::Scheme),
    ("private key-----", Sign::PrivateKey),
    ("private key block-----", Sign::PrivateKey),
    ("://", Sign::Url),
    (":\\/\\", Sign::Url),
    (":\\\\/\\", Sign::Url),
    (":\\\\\\\\/\\", Sign::Url),
    // Two letters alone are found only at the start of a text; elsewhere one of these stands before them.
    ("-u", Sign::UserOption),
    (" -u", Sign::UserOption),
    ("\t-u", Sign::UserOption),
    ("\n-u", Sign::UserOption),
    ("\"-u", Sign::UserOption),
    ("'-u", Sign::UserOption),
    ("n-u", Sign::UserOption),
    ("r-u", Sign::UserOption),
    ("t-u", Sign::UserOption),
    ("-user", Sign::UserOption),
    ("-auth", Sign::UserOption),
    ("curl ", Sign::Curl),
    ("identified", Sign::Identified),
    ("@tcp(", Sign::DataSource),
    ("@unix(", Sign::DataSource),
    ("\ttrue\t/", Sign::Jar),
    ("\tfalse\t/", Sign::Jar),
    ("ttrue\\", Sign::Jar),
    ("tfalse\\", Sign::Jar),
    ("auth=(", Sign::Login),
    ("auth = (", Sign::Login),
    ("basicauth(", Sign::Login),
    ("digestauth(", Sign::Login),
    ("basic_auth(", Sign::Login),
    ("bearer_auth(", Sign::Login),
    ("networkcredential(", Sign::Login),
    ("credentials.basic(", Sign::Login),
    ("8q~", Sign::Core(&AZURE)),
    (".atlasv1.", Sign::Core(&TERRAFORM)),
    (":aa", Sign::Core(&TELEGRAM)),
];

/// The pairs of letters that texts are full of, the commonest first: none by which to look for anything.
const COMMON_PAIRS: &str = "\
:\\ t- es sp er on re in ti te en yp ty at es st or de an nd it al ar to nt ng se ha as ou io le ve co me th he hi ri ro ic ne ea ra ce li ch ll be ma si om \
ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr is ed of qu ly nc et id ss so rs un lo wa ge ie ee em ad ol rt po na ul ni ts mo \
tp ui pa im mi ai ht nn sh ir su os iv ia am fi ci vi pl tu cr ev ue cc du ld mp ap ep bl ab ty op ex av ag od sp rd do uc bu ov rm tt ef \
sc da cl va ut rr be hu ub cu ke if rl up au br bi pt ey wo ht sa ";

/// How common a pair of letters is in texts, whatever their case; 0 for most.
pub(super) fn commonness(pair: [u8; 2]) -> u8 {
    /// By the two bytes of ASCII, one after the other.
    static TABLE: [u8; 1 << 14] = {
        let pairs = COMMON_PAIRS.as_bytes();
        let mut table = [0; 1 << 14];
        let mut at = pairs.len() / 3;
        // From the rarest on: of a pair that stands there twice the first counts.
        while at > 0 {
            at -= 1;
            table[(pairs[at * 3] as usize) << 7 | pairs[at * 3 + 1] as usize] = (pairs.len() / 3 - at).to_le_bytes()[0];
        }
        table
    };
    let [first, second] = pair.map(|byte| usize::from(byte.to_ascii_lowercase()));
    TABLE.get(first << 7 | second).copied().unwrap_or_default()
}

/// The kind of a whole name, if it is a secret one.
pub(super) fn kind_of(name: &[u8]) -> Option<Kind> {
    let last = name.iter().rfind(|b| !is_gap(**b))?;
    let ends = NAMES.iter().filter(|(end, _)| end.as_bytes().last().is_some_and(|b| b.eq_ignore_ascii_case(last)));
    let found = ends.filter(|(end, _)| ends_in(name, end)).max_by_key(|(end, _)| end.len());
    found.map(|&(_, kind)| kind).filter(|_| !is_harmless(name))
}

/// Whether a name that ends like a secret one is known not to be.
pub(super) fn is_harmless(name: &[u8]) -> bool {
    NOT_SECRET.iter().any(|end| ends_in(name, end))
}

/// Whether `name` ends in `end`, case and separators aside.
fn ends_in(name: &[u8], end: &str) -> bool {
    let mut letters = name.iter().rev().filter(|b| !is_gap(**b));
    end.bytes().rev().filter(|&b| !is_gap(b)).all(|b| letters.next().is_some_and(|l| l.eq_ignore_ascii_case(&b)))
}

/// Whether `b` separates the words of a name.
fn is_gap(b: u8) -> bool {
    matches!(b, b'_' | b'-' | b'.' | b' ')
}
