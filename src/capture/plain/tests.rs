//! Tables of texts, and the laws of [`Plain`].

use super::*;

/// `expected` is what `step` makes of `input`; `=` says that it stays as it is.
#[track_caller]
pub(super) fn check_with(step: impl Fn(&str) -> Plain, input: &str, expected: &str) {
    let plain = step(input);
    let expected = if expected == "=" { input } else { expected };
    assert_eq!(plain.text(input), expected, "for {input}");
    assert_eq!(plain.is_printed(), expected == input, "for {input}");
}

#[track_caller]
fn check(input: &str, expected: &str) {
    check_with(Plain::new, input, expected);
}

#[test]
fn boxes_are_opened() {
    check(
        "╷\n│ Error: creating it\n│ \n│   with a.b,\n│   on main.tf line 1:\n│    1: resource \"a\" \"b\" {\n│ \n│ Code: X\n╵\n",
        "Error: creating it\n\n  with a.b,\n  on main.tf line 1:\n   1: resource \"a\" \"b\" {\n\nCode: X\n",
    );
    check("+ tf\n[31m╷[0m[0m\n[31m│[0m [0m[1mError: [0mNo file\n[31m╵[0m[0m\nend", "+ tf\nError: No file\nend");
    check("╭─ Error ──────╮\n│ code: X      │\n│ message: y   │\n╰──────────────╯\n", "Error\ncode: X\nmessage: y\n");
    check("| Error: X |\n| other    |\n", "Error: X\nother\n");
    check("| Code | Message |\n|------|---------|\n| X    | y       |\n", "=");
    check("error[E0308]: x\n  |\n4 | let x;\n  |     ^\n", "error[E0308]: x\n\nlet x;\n    ^\n");
    check("  × a\n  ├─▶ b\n  ╰─▶ c\n", "=");
}

#[test]
fn prefixes_are_left_out() {
    check(
        "{\n> \"error\": {\n> > \"type\": \"NotFound\",\n> > \"message\": \"x\"\n\n> }\n}\n",
        "{\n\"error\": {\n\"type\": \"NotFound\",\n\"message\": \"x\"\n\n}\n}\n",
    );
    check("# a\n# b\n\n# Title\n\ntext\n", "a\nb\n\nTitle\n\ntext\n");
    check("# Title\n\ntext\n\n## Next\n", "=");
    check("npm ERR! code E403\nnpm ERR! 403 Forbidden\n", "code E403\n403 Forbidden\n");
    check("web-1  | {\nweb-1  |   \"code\": 1\nweb-1  | }\n", "{\n  \"code\": 1\n}\n");
    check("name   | {\nother  | x\n", "=");
    check("/**\n * {\"code\":\n *   1}\n */\n", "/**\n{\"code\":\n  1}\n */\n");
    check(" * a\n * b\n", "=");
    check("2024-01-01T00:00:00.0000000Z > a\n2024-01-01T00:00:00.0000000Z > b\n", "a\nb\n");
}

#[test]
fn what_was_done_twice_is_undone_twice() {
    check(
        "&gt; GET /x HTTP/1.1\r\n&gt; Host: a\r\n&gt;\r\n&lt; HTTP/1.1 403 Forbidden\r\n&lt;\r\n{&quot;code&quot;: 1}\r\n",
        "GET /x HTTP/1.1\nHost: a\n\nHTTP/1.1 403 Forbidden\n\n{\"code\": 1}\n",
    );
    check("> web-1  | \u{1b}[31m│\u{1b}[0m Error: X\n> web-1  | \u{1b}[31m│\u{1b}[0m code: Y\n", "Error: X\ncode: Y\n");
    let indented = boxed(&by_words(CLIENTS[3], 76)).replace('\n', "\n    ");
    assert_eq!(Plain::new(&indented).text(&indented).trim(), CLIENTS[3]);
}

#[test]
fn log_heads_go_from_what_goes_on() {
    check(
        "T 2024\n2024-03-05T10:11:12Z [ERROR] provider.x-y_v1.0: failed: {\n2024-03-05T10:11:12Z [ERROR] provider.x-y_v1.0:   \"code\": \"X\"\n2024-03-05T10:11:12Z [ERROR] provider.x-y_v1.0: }\n2024-03-05T10:11:13Z [ERROR] provider.x-y_v1.0: next\n",
        "T 2024\n2024-03-05T10:11:12Z [ERROR] provider.x-y_v1.0: failed: {\n  \"code\": \"X\"\n}\n2024-03-05T10:11:13Z [ERROR] provider.x-y_v1.0: next\n",
    );
    check(
        "[DEBUG] provider.x: HTTP/2.0 403 Forbidden\n[DEBUG] provider.x: Server: y\n[DEBUG] provider.x: \n[DEBUG] provider.x: {\"code\": 1}\n[DEBUG] provider.x: done\n",
        "HTTP/2.0 403 Forbidden\nServer: y\n\n{\"code\": 1}\n[DEBUG] provider.x: done\n",
    );
    check("2024-03-05 10:11:12 code: X\n2024-03-05 10:11:12 message: y\n", "=");
}

/// Breaks each line of a text as a program does that wraps words.
fn by_words(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().unwrap();
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// Breaks a text at a column, wherever that falls.
fn by_columns(text: &str, width: usize) -> Vec<String> {
    text.chars().collect::<Vec<_>>().chunks(width).map(|chunk| chunk.iter().collect()).collect()
}

/// A text in the box of Terraform.
fn boxed(lines: &[String]) -> String {
    format!("╷\n│ {}\n╵\n", lines.join("\n│ "))
}

/// A text quoted in a mail.
fn quoted(lines: &[String]) -> String {
    format!("> It said:\n>\n> {}\n", lines.join("\n> "))
}

/// The same in the answers of eight clients, with invented values.
const CLIENTS: [&str; 8] = [
    "Equinix rest error: httpCode: 400, message: Multiple errors occurred:  [Error 1: Property: , Device not provisioned for this metro yet.]",
    "Error: Equinix REST API error: Message: \"Bad Request\", HTTPCode: 400, ApplicationErrors: [Code: \"IC-LAYER2-4021\", Property: \"/speed\", Message: \"Speed is not supported by the seller\", AdditionalInfo: \"\"] ",
    "400 Bad Request; Code: EQ-3142509; Message: Invalid input; Details: The VLAN tag is taken on this port; AdditionalInfo: [{Property: /aSide/accessPoint/linkProtocol/vlanTag, Reason: Not Provided}]",
    "400 Bad Request Code: EQ-3142509, Message: Invalid argument value passed, Details: Please use another VLAN, AdditionalInfo: [{Property: /zSide/accessPoint/port/uuid, No Reason included in API Response}]",
    "POST https://api.equinix.com/metal/v1/projects/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0/devices: 422 There are no servers of this plan left in the metro, ",
    "API Error HTTP 422 The metro is out of capacity for the plan; Oh snap, something went wrong! We've logged the error and will take a look",
    "oauth2: error when acquiring token: code: S1006, message Login Failure, please try again. If it goes on, ask the one who made the account.",
    "Error 401: {u'error': u'Invalid authentication token, which may have been revoked by its owner or by an administrator of the project'}",
];

#[test]
fn sentences_of_clients_come_out_whole() {
    let mut wrong = Vec::new();
    for sentence in CLIENTS {
        for width in [74, 75, 76, 77, 78, 79, 80, 100, 120] {
            let (words, columns) = (by_words(sentence, width - 2), by_columns(sentence, width - 2));
            for (how, printed) in [("words", boxed(&words)), ("cut", boxed(&columns)), ("words", quoted(&words))] {
                let plain = Plain::new(&printed);
                // Whether there were two spaces cannot be known any more.
                let said = |text: &str| text.trim_start_matches("It said:\n\n").to_owned();
                let same = |text: &str| {
                    if how == "cut" { text.trim_end().to_owned() } else { text.split_whitespace().collect::<Vec<_>>().join(" ") }
                };
                if same(&said(plain.text(&printed))) != same(sentence) {
                    wrong.push(format!("{how} at {width}: {}", plain.text(&printed)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_code_comes_out_whole_wherever_it_is_cut() {
    let mut wrong = Vec::new();
    for filler in ["creating the connection", "x: could not create what was asked for by you"] {
        for at in 0..=10 {
            let room = 80 - 2 - at - "Error: , Code: ".len();
            let filler: String = filler.chars().cycle().take(room).collect();
            let sentence = format!(
                "Error: {}, Code: EQ-3142509, Message: Invalid",
                filler.trim_end().to_owned() + &"x".repeat(room - filler.trim_end().len())
            );
            let printed = boxed(&by_columns(&sentence, 78));
            let plain = Plain::new(&printed);
            if plain.text(&printed).trim_end() != sentence {
                wrong.push(format!("{at}: {}", plain.text(&printed)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_code_is_found_where_it_was_printed() {
    let sentence = format!("{} Code: EQ-3142509, Message: Invalid", "x".repeat(66));
    let printed = boxed(&by_columns(&sentence, 78)).replace("│", "\u{1b}[31m│\u{1b}[0m");
    let plain = Plain::new(&printed);
    let start = plain.text(&printed).find("EQ-3142509").unwrap();
    let back = plain.printed(crate::span::Span::new(start, start + 10));
    assert_eq!(back.of(&printed), "EQ-31\n\u{1b}[31m│\u{1b}[0m 42509");
}

#[test]
fn a_line_end_that_may_be_both_has_both_readings() {
    let all = |printed: &str| {
        let (likely, others) = Plain::readings(printed);
        [likely].iter().chain(&others).map(|plain| plain.text(printed).trim_end().to_owned()).collect::<Vec<_>>()
    };
    let sentence = "Error: the speed of a connection is not what the port is able to have: 400 In";
    let (apart, whole) = (format!("{sentence} valid request."), format!("{sentence}valid request."));
    assert_eq!(all(&boxed(&[sentence, "valid request."].map(str::to_owned))), [apart.clone(), whole.clone()]);
    let service = boxed(&[sentence, "valid request."].map(str::to_owned)).replace('│', "tf-1  | │");
    assert_eq!(all(&service), [apart, whole]);
    let sure = by_columns(&format!("{sentence}, and the code is EQ-3142509"), 40);
    assert!(all(&boxed(&sure)).contains(&sure.concat()));
    // Where no line is full, and outside of boxes and quotes, there is nothing to decide.
    assert_eq!(all(&format!("{sentence}\nvalid request.\n")).len(), 1);
    assert_eq!(all(&boxed(&["A short line,".to_owned(), "and one more.".to_owned()])).len(), 1);
}

mod laws {
    //! What holds for every text.

    use proptest::prelude::*;

    use super::*;
    use crate::span::Span;

    /// Pieces that the steps look for.
    const PIECES: &str = "\u{1b}[31m¦[0m¦[31m¦\\u001b[0m¦│ ¦╷\n¦╵¦║¦| ¦\u{20}|¦> ¦>¦# ¦// ¦npm ERR! ¦a-1  | ¦12 | ¦* ¦< HTTP/1.1 403\n¦[DEBUG] a.b: ¦\
        2024-01-01T00:00:00Z ¦E1218 12:00:00.1 1 f.go:1] ¦<34>1 ¦{¦}¦[¦]¦\"¦: ¦,¦&quot;¦&amp;¦amp;¦&lt;¦<br>¦</a>¦```¦~~~¦\
        **¦__¦`¦\\_¦\\<¦\\>¦\\n¦\\r\\n¦\\¦=\"¦\u{201C}¦\u{2019}¦\u{A0}¦\u{200B}¦\u{FEFF}¦\u{2028}¦\r¦\r\n¦\n¦\n\n¦\u{20}¦EQ-3142509¦\
        word ¦Error: ¦ü¦漢¦a long text without any sign that goes on for more than forty columns of a line ¦/* ¦\u{20}* ¦50%¦\
        end";

    /// Texts of these pieces, and any others.
    fn printed() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(PIECES.split('¦').collect::<Vec<_>>());
        prop_oneof![prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat()), any::<String>()]
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

        #[test]
        fn spans_lead_back_into_the_text(printed in printed(), parts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 8)) {
            let plain = Plain::new(&printed);
            let text = plain.text(&printed);
            prop_assert!(text.len() <= printed.len());
            plain.check(&printed);
            Plain::readings(&printed).1.iter().for_each(|other| other.check(&printed));
            let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let mut spans: Vec<Span> = parts.iter().map(|(one, other)| {
                let (one, other) = (bounds[one.index(bounds.len())], bounds[other.index(bounds.len())]);
                Span::new(one.min(other), one.max(other))
            }).collect();
            spans.sort();
            let mut before = Span::new(0, 0);
            for span in spans {
                let back = plain.printed(span);
                prop_assert!(printed.get(back.start..back.end).is_some(), "{span:?} {back:?}");
                prop_assert_eq!(span.is_empty(), back.is_empty());
                let again = plain.made_of(back);
                prop_assert!(again.contains(span) || span.is_empty(), "{span:?} {back:?} {again:?}");
                prop_assert!(back.start >= before.start);
                before = back;
            }
        }
    }

    #[test]
    fn clean_texts_stay() {
        for text in [
            "{\"errors\": [{\"code\": \"X\", \"message\": \"a\\nb &amp; [31m **x** `y` \u{201C}z\u{201D}\"}]}",
            "{\n  \"errors\": [\n    1,\n    2\n  ],\n  \"m\": \"[0]\"\n}\n",
            "HTTP/1.1 403 Forbidden\nServer: x\nDate: y\n\n{\"code\":\"X\"}\n",
            "It did not work. The answer is 403.\n\n- One\n- Two\n\n1. Three\n",
            "<Error><Code>NoSuchKey</Code><Message>a &lt;b&gt;</Message></Error>",
            "code: EQ-3142509\nmessage: Invalid input\n",
            "",
        ] {
            assert!(Plain::new(text).is_printed(), "{text}: {}", Plain::new(text).text(text));
        }
    }
}
