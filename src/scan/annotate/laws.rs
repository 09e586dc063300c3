//! Laws: whatever the bytes are and however they are cut, a line in is a line out, and what has no finding stays as it is.

use proptest::prelude::*;

use super::tests::{Way, annotated, style};
use super::*;

const TEXTS: [Dialect; 3] = [Dialect::Json, Dialect::Suffix, Dialect::Logfmt];

/// Lines of pieces that mean something, and of any bytes.
fn texts() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::sample::select(vec![
        "EQ-2010005",
        "EQX-121-403",
        "EQ-2010099",
        "card_declined",
        "NoSuchKey",
        "{\"errorCode\":\"EQ-2010005\"}",
        "{\"code\":\"EQX-121-403\",\"message\":\"You don't have permission to use this account.\"}",
        "{\"body\":\"{\\\"code\\\":\\\"EQX-121-403\\\"}\"}",
        "You don't have permission to use this account.",
        "User [a] is not authorized to access the account [1]",
        "\"errdex\":",
        " [errdex x]",
        "{}",
        "code=",
        "\"",
        "\\",
        " ",
        "\r",
        "\n",
        "\n",
        "\0",
        "ä",
    ]);
    let piece = prop_oneof![4 => pieces.prop_map(|piece| piece.as_bytes().to_vec()), 1 => prop::collection::vec(any::<u8>(), 0..20)];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn ways() -> impl Strategy<Value = Way> {
    let max_record = prop_oneof![Just(1 << 20), Just(1 << 20), 1..400_usize];
    (1..300_usize, max_record, 1..4_usize).prop_map(|(block, max_record, threads)| Way { block, max_record, threads })
}

fn lines(text: &[u8]) -> Vec<&[u8]> {
    let mut lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    lines.pop_if(|last| last.is_empty());
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn the_way_makes_no_difference(text in texts(), way in ways()) {
        for dialect in TEXTS.into_iter().chain([Dialect::Mmexternal]) {
            let whole = annotated(&text, &style(dialect), Way { max_record: way.max_record, ..Way::default() });
            prop_assert_eq!(&annotated(&text, &style(dialect), way), &whole);
        }
    }

    #[test]
    fn a_line_in_is_a_line_out(text in texts(), way in ways()) {
        for dialect in TEXTS {
            let (output, counts) = annotated(&text, &style(dialect), way);
            let (before, after) = (lines(&text), lines(&output));
            prop_assert_eq!((before.len() as u64, before.len()), (counts.lines, after.len()));
            prop_assert_eq!(text.last() == Some(&b'\n'), output.last() == Some(&b'\n'));
            let changed = before.iter().zip(&after).filter(|(before, after)| before != after).count();
            prop_assert_eq!(changed as u64, counts.annotated);
        }
        let (answers, counts) = annotated(&text, &style(Dialect::Mmexternal), way);
        let answers = lines(&answers).into_iter().map(serde_json::from_slice).collect::<Result<Vec<serde_json::Value>, _>>().unwrap();
        prop_assert_eq!(answers.len() as u64, counts.lines);
        prop_assert!(answers.iter().all(serde_json::Value::is_object));
    }

    #[test]
    fn what_is_added_stands_where_it_should(text in texts()) {
        let (output, _) = annotated(&text, &style(Dialect::Json), Way::default());
        for (before, after) in lines(&text).into_iter().zip(lines(&output)).filter(|(before, after)| before != after) {
            let record: serde_json::Value = serde_json::from_slice(after).unwrap();
            prop_assert!(record["errdex"].is_object());
            if let Ok(mut record) = serde_json::from_slice::<serde_json::Map<_, _>>(after)
                && let Ok(original) = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(before)
            {
                record.remove("errdex");
                prop_assert_eq!(record, original);
            } else {
                let text = before.strip_suffix(b"\r").unwrap_or(before);
                prop_assert_eq!(record["message"].as_str().unwrap(), String::from_utf8_lossy(text));
            }
        }
    }

    #[test]
    fn twice_is_once(text in texts(), way in ways()) {
        for dialect in TEXTS {
            let (once, first) = annotated(&text, &style(dialect), Way { max_record: 1 << 20, ..way });
            let (twice, second) = annotated(&once, &style(dialect), Way::default());
            prop_assert_eq!(&twice, &once);
            prop_assert_eq!((second.annotated, second.already), (0, first.annotated + first.already));
        }
    }
}
