//! Boxes drawn around a text: Terraform's `╷ │ ╵`, frames of other tools, and the left sides of snippets of source.

use super::lines::Line;
use super::prefix::Mark;
use crate::span::Span;

/// Takes a box apart, unless it is a table or only one line. Says whether it did.
pub(super) fn open(text: &str, lines: &mut [Line]) -> bool {
    let sides = lines.iter().filter(|line| line.mark.is_side()).count();
    let bars = lines.iter().filter(|line| line.mark.is_side() && line.mark != Mark::Border).count();
    let drawn = lines.iter().any(|line| line.mark == Mark::Bar);
    let trust = if drawn { sides > 1 } else { bars > 1 && is_snippet_or_frame(text, lines) };
    // In a real box there is no other column.
    let closed =
        lines.iter().filter(|line| is_text(line)).all(|line| closing(line.text.of(text)).is_some() || line.text.of(text).trim().is_empty());
    if !trust || bars == 0 || lines.iter().filter(|line| is_text(line)).any(|line| has_columns(text, line, closed)) {
        return false;
    }
    for line in lines.iter_mut() {
        match line.mark {
            Mark::Border => title(text, line),
            Mark::Bar | Mark::Pipe if closed => {
                let inner = line.text.of(text);
                line.text.end = line.text.start + closing(inner).unwrap_or(inner.len());
            }
            _ => {}
        }
    }
    true
}

fn is_text(line: &Line) -> bool {
    matches!(line.mark, Mark::Bar | Mark::Pipe)
}

/// Lines with `|` are a box if no line has another one inside, and they stand in one column.
fn is_snippet_or_frame(text: &str, lines: &[Line]) -> bool {
    let column = |line: &Line| Span::new(line.span.start, line.text.start).of(text).trim_end().chars().count();
    let mut columns = lines.iter().filter(|line| matches!(line.mark, Mark::Pipe | Mark::Gutter)).map(column);
    let first = columns.next();
    columns.all(|column| Some(column) == first)
        && !lines.iter().any(|line| line.text.of(text).starts_with(['-', ':']) && line.mark == Mark::Pipe)
}

/// Where the text before the right side of a box ends.
fn closing(inner: &str) -> Option<usize> {
    let trimmed = inner.trim_end();
    let text = trimmed.strip_suffix(['│', '┃', '║', '|'])?;
    Some(text.trim_end().len())
}

/// Whether there is one more bar within the text.
fn has_columns(text: &str, line: &Line, closed: bool) -> bool {
    let inner = line.text.of(text);
    let inner = if closed { &inner[..closing(inner).unwrap_or(inner.len())] } else { inner };
    let inner = inner.trim_start();
    // A box in a box starts with one.
    let inner = inner.trim_start_matches(['│', '┃', '║', ' ']);
    match line.mark {
        Mark::Pipe => inner.contains('|'),
        _ => inner.contains(['│', '┃', '║']),
    }
}

/// Of the top of a box only its title stays.
fn title(text: &str, line: &mut Line) {
    let is_drawing = |sign: char| ('\u{2500}'..='\u{257F}').contains(&sign) || matches!(sign, ' ' | '\t' | '+' | '-' | '=' | '\r');
    let all = line.span.of(text);
    let inner = all.trim_matches(is_drawing);
    let start = line.span.start + (all.len() - all.trim_start_matches(is_drawing).len());
    line.text = Span::new(start, start + inner.len());
    line.dropped = inner.is_empty();
    if line.dropped {
        line.text = Span::new(line.span.start, line.span.start);
    }
}
