//! A printed text freed of what terminals, loggers and mail programs did to it, with the way back: [`Plain`].
//!
//! Each file undoes one kind, as a step from text to [`Plain`]; the maps of the steps are put together to one. A step that has nothing to
//! do is not taken: [`Signs`] says in one pass over the text which signs it has at all.
//!
//! A text is changed only where it was clearly changed before: JSON documents, HTTP and prose come out as they went in. What is made plain
//! stays so when it is made plain again, but where one layer hides another more often than [`LEVELS`] (`> ` behind `# ` behind `> ` …),
//! or uncovers what only now looks like a layer (`&lt;br&gt;`, a backslash before a backslash).

mod ansi;
mod boxes;
mod curl;
mod entities;
mod escapes;
mod flow;
mod joint;
mod lines;
mod logs;
mod markdown;
mod pieces;
mod prefix;
mod quotes;
mod signs;
#[cfg(test)]
mod tests;
mod typography;
mod wrap;

pub(crate) use self::pieces::Builder;
pub(crate) use self::pieces::Plain;
use self::signs::Signs;

/// Undoes one kind.
type Step = fn(&str) -> Plain;

/// How many prefixes, one behind the other, are taken from a line.
const LEVELS: usize = 4;

impl Plain {
    /// Frees a text of all that was done to it.
    pub(crate) fn new(printed: &str) -> Self {
        let signs = Signs::of(printed);
        let mut plain = Self::identity();
        let steps: [(bool, Step); 6] = [
            (signs.escape || signs.bracket || signs.wide, ansi::strip),
            (signs.wide, typography::straighten),
            (signs.carriage, typography::returns),
            (signs.ampersand, entities::decode),
            (signs.backslash, escapes::unescape),
            // What follows looks at lines, of which the steps before may have made several.
            (signs.angle || signs.ampersand, curl::raw),
        ];
        for (_, step) in steps.into_iter().filter(|(wanted, _)| *wanted) {
            plain = plain.then(printed, step);
        }
        plain = plain.unwrapped(printed);
        if signs.has_marks() || !plain.is_printed() { plain.then(printed, markdown::strip) } else { plain }
    }

    /// Takes prefixes from the lines as long as there are any.
    fn unwrapped(mut self, printed: &str) -> Self {
        for _ in 0..LEVELS {
            let (next, opened) = lines::join(self.text(printed));
            self = self.then(printed, |_| next);
            if !opened {
                break;
            }
        }
        self
    }
}
