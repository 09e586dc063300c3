//! A printed text freed of what terminals, loggers and mail programs did to it, with the way back: [`Plain`].
//!
//! Each file undoes one kind, as a step from text to [`Plain`]; the maps of the steps are put together to one. A step that has nothing to
//! do is not taken: [`Signs`] says in one pass over the text which signs it has at all.
//!
//! A text is changed only where it was clearly changed before: JSON documents, HTTP and prose come out as they went in. What is made plain
//! stays so when it is made plain again, but where one layer hides another more often than [`LEVELS`] (`> ` behind `# ` behind `> ` …),
//! or uncovers what only now looks like a layer (`&lt;br&gt;`, a backslash before a backslash).
//!
//! Where the end of a line may have been the end of a word, or not, the text is what is likelier; [`Plain::readings`] has the others, too.

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

/// The bytes at the start of a line that a logger wrote before the message: time, level, logger.
pub(super) fn head_of_line(line: &str) -> usize {
    logs::head(line.as_bytes()).map_or(0, |(_, length)| if line.is_char_boundary(length) { length } else { 0 })
}
use self::signs::Signs;
use self::wrap::Reading;

/// Undoes one kind.
type Step = fn(&str) -> Plain;

/// How many prefixes, one behind the other, are taken from a line.
const LEVELS: usize = 4;

impl Plain {
    /// Frees a text of all that was done to it; of several ways to read it takes the likeliest.
    #[cfg(test)]
    pub(crate) fn new(printed: &str) -> Self {
        Self::readings(printed).0
    }

    /// A text without the marks of `curl -v`, and as it is in all else.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn without_marks(printed: &str) -> Self {
        curl::raw(printed)
    }

    /// Frees a text of all that was done to it: the likeliest reading, and others, which differ from it in spaces at the ends of lines.
    pub(crate) fn readings(printed: &str) -> (Self, Vec<Self>) {
        let signs = Signs::of(printed);
        let (likely, undecided) = Self::read(printed, &signs, Reading::Likely);
        let mut others = Vec::new();
        if undecided {
            others.extend([Reading::Cut, Reading::Words].map(|reading| Self::read(printed, &signs, reading).0));
            others.retain(|other| other.text(printed) != likely.text(printed));
        }
        (likely, others)
    }

    /// One reading, and whether there are others.
    fn read(printed: &str, signs: &Signs, reading: Reading) -> (Self, bool) {
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
        let (plain, undecided) = plain.unwrapped(printed, reading);
        let marked = signs.has_marks() || !plain.is_printed();
        (if marked { plain.then(printed, markdown::strip) } else { plain }, undecided)
    }

    /// Takes prefixes from the lines as long as there are any. Says whether lines may be put together in another way.
    fn unwrapped(mut self, printed: &str, reading: Reading) -> (Self, bool) {
        let mut undecided = false;
        for _ in 0..LEVELS {
            let joined = lines::join(self.text(printed), reading);
            self = self.then(printed, |_| joined.plain);
            undecided |= joined.undecided;
            if !joined.opened {
                break;
            }
        }
        (self, undecided)
    }
}
