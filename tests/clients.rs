//! What clients make of an error before anybody sees it: each formatter with entries of the built-in catalog, wrapped as terminals,
//! logs and tickets wrap it. A client that prints the code must lead to its entry; one that does not, to the entry of the message.

use errdex::builtin;
use errdex::explain::FindingView;
use errdex::matcher::{Matcher, Verdict};

use crate::support::{explained, matcher};

/// Entries whose messages no other entry has, each with a property that such an answer may name.
const ENTRIES: [(&str, &str); 13] = [
    ("equinix/EQ-3142102", "/aSide/accessPoint/linkProtocol/vlanTag"),
    ("equinix/EQ-3142222", "/zSide/serviceToken/uuid"),
    ("equinix/EQ-3142536", "/zSide/accessPoint/port/uuid"),
    ("equinix/EQ-3142303", "/redundancy/priority"),
    ("equinix/EQ-3142012/cloud-router", "/aSide/accessPoint/router/uuid"),
    ("equinix/EQ-3142306", "bandwidth"),
    ("equinix/EQ-3035202", "portUuid"),
    ("equinix/EQ-2042025", "reasons[].code"),
    ("equinix/EQ-2095005", "accountNumbers"),
    ("equinix/EQ-3067103", "peering.asn"),
    ("equinix/EQ-3143253", "port"),
    ("equinix/EQ-4800108", "ipv4.secondary"),
    ("equinix/EQ-3001027", "customFields[].label"),
];

/// What an API answered.
struct Answer {
    id: &'static str,
    code: String,
    message: String,
    property: &'static str,
    status: u16,
}

/// What of an answer a client prints.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Prints {
    All,
    CodeAndMessage,
    Message,
}

struct Client {
    name: &'static str,
    prints: Prints,
    write: fn(&Answer) -> String,
}

const CLIENTS: [Client; 8] = [
    Client { name: "ecx-go", prints: Prints::Message, write: ecx_go },
    Client { name: "rest-go", prints: Prints::All, write: rest_go },
    Client { name: "fabric-go", prints: Prints::All, write: fabric_go },
    Client { name: "equinix-sdk-go", prints: Prints::All, write: sdk_go },
    Client { name: "packngo", prints: Prints::Message, write: packngo },
    Client { name: "FriendlyError", prints: Prints::Message, write: friendly },
    Client { name: "oauth2-go", prints: Prints::CodeAndMessage, write: oauth2_go },
    Client { name: "packet-python", prints: Prints::Message, write: packet_python },
];

fn ecx_go(a: &Answer) -> String {
    let Answer { property, message, status, .. } = a;
    format!("Equinix rest error: httpCode: {status}, message: Multiple errors occurred:  [Error 1: Property: {property}, {message}]")
}

fn rest_go(a: &Answer) -> String {
    let Answer { code, property, message, status, .. } = a;
    format!(
        "Equinix REST API error: Message: \"{} {}\", HTTPCode: {status}, ApplicationErrors: [Code: {code:?}, Property: {property:?}, \
         Message: {message:?}, AdditionalInfo: \"\"] ",
        status,
        reason(*status)
    )
}

fn fabric_go(a: &Answer) -> String {
    let Answer { code, property, message, status, .. } = a;
    format!(
        "{status} {}; Code: {code}; Message: {message}; Details: ; AdditionalInfo: [{{Property: {property}, Reason: Not Provided}}]",
        reason(*status)
    )
}

fn sdk_go(a: &Answer) -> String {
    let Answer { code, property, message, status, .. } = a;
    format!(
        "{status} {} Code: {code}, Message: {message}, Details: , AdditionalInfo: [{{Property: {property}, No Reason included in API \
         Response}}]",
        reason(*status)
    )
}

fn packngo(a: &Answer) -> String {
    format!("POST https://api.equinix.com/metal/v1/projects/52000fb2/devices: {} {} ", a.status, a.message)
}

fn friendly(a: &Answer) -> String {
    format!("API Error HTTP {} {}", a.status, a.message)
}

fn oauth2_go(a: &Answer) -> String {
    format!("oauth2: error when acquiring token: code: {}, message {}", a.code, a.message)
}

fn packet_python(a: &Answer) -> String {
    format!("Error {}: {{u'error': u'{}'}}", a.status, a.message)
}

const fn reason(status: u16) -> &'static str {
    match status {
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        _ => "Bad Request",
    }
}

/// How wide the terminals are. Each width breaks the answers at other places, some in a word where two words could as well have met.
const COLUMNS: [usize; 4] = [72, 80, 100, 120];

type Wrapper = (&'static str, fn(&str, usize) -> String);

const WRAPPERS: [Wrapper; 8] = [
    ("bare", |text, _| text.to_owned()),
    ("box by words", |text, columns| in_box(&words(&format!("Error: {text}"), columns - 2))),
    ("box cut", |text, columns| in_box(&cut(&format!("Error: {text}"), columns - 2))),
    ("debug log", |text, _| {
        lines(
            &["dialing".to_owned(), text.to_owned()],
            "2024-02-11T04:15:00.123+0100 [DEBUG] provider.terraform-provider-equinix_v1.30.0: ",
        )
    }),
    ("klog", |text, _| {
        format!("I0211 04:15:00.100200       1 main.go:42] reconciling\nE0211 04:15:00.123456       1 port.go:114] {text}\n")
    }),
    ("quote", |text, columns| format!("It says:\n\n{}\nWhat is it?\n", lines(&words(text, columns - 2), "> "))),
    ("compose", |text, _| lines(&["starting", text, "leaving"].map(str::to_owned), "billing-worker-1  | ")),
    ("box in a log", |text, columns| {
        lines(&in_box(&words(text, columns - 2)).lines().map(str::to_owned).collect::<Vec<_>>(), "terraform-1  | ")
    }),
];

/// The box that Terraform draws around an error.
fn in_box(text: &[String]) -> String {
    let foot = ["", "  with equinix_fabric_connection.east,", "  on main.tf line 31, in resource \"equinix_fabric_connection\" \"east\":"];
    let text = text.iter().map(String::as_str).chain(foot);
    format!("╷\n{}╵\n", lines(&text.map(str::to_owned).collect::<Vec<_>>(), "│ "))
}

fn lines(lines: &[String], prefix: &str) -> String {
    lines.iter().flat_map(|line| [prefix, line, "\n"]).collect()
}

/// Lines of whole words; a longer word has a line of its own.
fn words(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.len() - 1;
        if lines[last].is_empty() {
            lines[last].push_str(word);
        } else if lines[last].chars().count() + 1 + word.chars().count() <= width {
            lines[last] += &format!(" {word}");
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// Lines of so many characters, wherever they end.
fn cut(text: &str, width: usize) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.chunks(width).map(|chunk| chunk.iter().collect()).collect()
}

#[test]
fn every_client_is_read_in_every_wrapping() {
    let matcher = matcher();
    let answers = answers();
    let mut wrong = Vec::new();
    for client in &CLIENTS {
        for ((wrapper, wrap), columns) in WRAPPERS.iter().flat_map(|wrapper| COLUMNS.map(|columns| (wrapper, columns))) {
            for answer in &answers {
                let text = wrap(&(client.write)(answer), columns);
                if let Err(problem) = check(&matcher, &text, answer, client.prints) {
                    wrong.push(format!("{}, {wrapper}, {columns}, {}: {problem}\n{text}", client.name, answer.id));
                }
            }
        }
    }
    let tried = CLIENTS.len() * WRAPPERS.len() * COLUMNS.len() * answers.len();
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
}

fn answers() -> Vec<Answer> {
    let catalog = builtin::catalog();
    let records: Vec<_> = catalog.numbers().map(|number| catalog.record(number).unwrap()).collect();
    let answer = |(id, property): (&'static str, &'static str)| {
        let entry = &records.iter().find(|record| record.id() == id).unwrap().entry;
        let (code, message) = (entry.code.as_deref().unwrap().to_owned(), entry.message.as_deref().unwrap().to_owned());
        Answer { id, code, message, property, status: entry.status.unwrap_or(400) }
    };
    ENTRIES.into_iter().map(answer).collect()
}

fn check(matcher: &Matcher<'_>, text: &str, answer: &Answer, prints: Prints) -> Result<(), String> {
    let explanation = explained(matcher, text);
    let [finding] = &explanation.findings[..] else {
        let all: Vec<_> = explanation.findings.iter().map(|finding| (finding.verdict, finding.code.as_deref())).collect();
        return Err(format!("{} findings: {all:?}", all.len()));
    };
    let first = finding.candidates.first().map(|candidate| candidate.id.as_str());
    let verdict = if prints == Prints::Message { Verdict::ByMessage } else { Verdict::Matched };
    if (finding.verdict, first) != (verdict, Some(answer.id)) {
        return Err(format!("{:?} {first:?}", finding.verdict));
    }
    fields(finding, answer, prints)
}

/// What the finding must have of the answer: the message, and the property if the client prints it as such.
fn fields(finding: &FindingView, answer: &Answer, prints: Prints) -> Result<(), String> {
    let message = finding.message.as_deref().unwrap_or_default();
    // The last stop is none of the message where a client goes on behind it.
    let wanted = answer.message.trim_end_matches('.');
    let same = if prints == Prints::Message { message.contains(wanted) } else { message.trim_end_matches('.') == wanted };
    let property = finding.details.first().and_then(|detail| detail.property.as_deref());
    match () {
        () if !same => Err(format!("message {message:?}")),
        () if prints == Prints::All && property != Some(answer.property) => Err(format!("property {property:?}")),
        () => Ok(()),
    }
}
