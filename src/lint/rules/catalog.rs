//! Rules for catalogs: what makes one wrong is `catalog::check`'s, under the ids of the second list; what makes it poor is here.

use super::{FixKind, Rule};

/// A JSON schema of an operation is none.
pub static BAD_SCHEMA: Rule = Rule::error("catalog/bad-schema");
/// `cause` or `fix` says what the title or the message says.
pub static CAUSE_REPEATS_TITLE: Rule = Rule::warning("catalog/cause-repeats-title");
/// The only advice is to ask somebody else.
pub static CONTACT_SUPPORT_ONLY: Rule = Rule::warning("catalog/contact-support-only");
/// The description is the message of another entry.
pub static DESCRIPTION_OF_ANOTHER_ENTRY: Rule = Rule::warning("catalog/description-of-another-entry");
/// The description is the message once more.
pub static DESCRIPTION_REPEATS_MESSAGE: Rule = Rule::note("catalog/description-repeats-message");
/// A word stands twice in a row.
pub static DOUBLED_WORD: Rule = Rule::warning("catalog/doubled-word").fix(FixKind::Safe);
/// The answer of an example is not read as its entry.
pub static EXAMPLE_OF_ANOTHER_ENTRY: Rule = Rule::error("catalog/example-of-another-entry");
/// Nothing tells two entries apart.
pub static INSEPARABLE_ENTRIES: Rule = Rule::warning("catalog/inseparable-entries");
/// The catalog of a provider lacks more than the user allows.
pub static LOW_SCORE: Rule = Rule::error("catalog/low-score");
/// An address is none.
pub static MALFORMED_URL: Rule = Rule::error("catalog/malformed-url");
/// No captured answer.
pub static MISSING_EXAMPLE: Rule = Rule::warning("catalog/missing-example");
/// A known misspelling.
pub static MISSPELLED_WORD: Rule = Rule::warning("catalog/misspelled-word").fix(FixKind::Unsafe);
/// An example has a text in the place of a value.
pub static PLACEHOLDER_IN_EXAMPLE: Rule = Rule::warning("catalog/placeholder-in-example");
/// "Rename" is said of a value.
pub static RENAMED_VALUE: Rule = Rule::warning("catalog/renamed-value").fix(FixKind::Safe);
/// A retired entry leads nowhere.
pub static RETIRED_WITHOUT_SUCCESSOR: Rule = Rule::warning("catalog/retired-without-successor");
/// Two entries of a code have one title.
pub static SAME_TITLE: Rule = Rule::warning("catalog/same-title");
/// The number in the code is another status.
pub static STATUS_AGAINST_CODE: Rule = Rule::warning("catalog/status-against-code");
/// A text that was to be written later.
pub static UNFINISHED_TEXT: Rule = Rule::warning("catalog/unfinished-text");

/// What makes a catalog wrong: a mistake for which it is not compiled.
macro_rules! wrong {
    ($($name:ident = $id:literal),* $(,)?) => {
        $(static $name: Rule = Rule::error($id);)*
    };
}

wrong! {
    BAD_CODE = "catalog/bad-code",
    BAD_OPERATION = "catalog/bad-operation",
    BAD_PART = "catalog/bad-part",
    BAD_PATH = "catalog/bad-path",
    BAD_REGEX = "catalog/bad-regex",
    BAD_SLUG = "catalog/bad-slug",
    BAD_STATUS = "catalog/bad-status",
    BAD_TEMPLATE = "catalog/bad-template",
    BAD_URL = "catalog/bad-url",
    DANGLING_REFERENCE = "catalog/dangling-reference",
    DUPLICATE_ID = "catalog/duplicate-id",
    DUPLICATE_KEY = "catalog/duplicate-key",
    EMPTY_ENVELOPE = "catalog/empty-envelope",
    EMPTY_FILE = "catalog/empty-file",
    EMPTY_TEXT = "catalog/empty-text",
    MISSING_KEY = "catalog/missing-key",
    MISSING_PROVIDER = "catalog/missing-provider",
    MISSING_SLUG = "catalog/missing-slug",
    TOO_LARGE = "catalog/too-large",
    UNKNOWN_KEY = "catalog/unknown-key",
    WRONG_TYPE = "catalog/wrong-type",
    YAML_ALIAS = "catalog/yaml-alias",
    YAML_DOCUMENTS = "catalog/yaml-documents",
    YAML_SYNTAX = "catalog/yaml-syntax",
    YAML_TAG = "catalog/yaml-tag",
}

/// All of them, sorted by id.
pub const RULES: &[&Rule] = &[
    &BAD_CODE,
    &BAD_OPERATION,
    &BAD_PART,
    &BAD_PATH,
    &BAD_REGEX,
    &BAD_SCHEMA,
    &BAD_SLUG,
    &BAD_STATUS,
    &BAD_TEMPLATE,
    &BAD_URL,
    &CAUSE_REPEATS_TITLE,
    &CONTACT_SUPPORT_ONLY,
    &DANGLING_REFERENCE,
    &DESCRIPTION_OF_ANOTHER_ENTRY,
    &DESCRIPTION_REPEATS_MESSAGE,
    &DOUBLED_WORD,
    &DUPLICATE_ID,
    &DUPLICATE_KEY,
    &EMPTY_ENVELOPE,
    &EMPTY_FILE,
    &EMPTY_TEXT,
    &EXAMPLE_OF_ANOTHER_ENTRY,
    &INSEPARABLE_ENTRIES,
    &LOW_SCORE,
    &MALFORMED_URL,
    &MISSING_EXAMPLE,
    &MISSING_KEY,
    &MISSING_PROVIDER,
    &MISSING_SLUG,
    &MISSPELLED_WORD,
    &PLACEHOLDER_IN_EXAMPLE,
    &RENAMED_VALUE,
    &RETIRED_WITHOUT_SUCCESSOR,
    &SAME_TITLE,
    &STATUS_AGAINST_CODE,
    &TOO_LARGE,
    &UNFINISHED_TEXT,
    &UNKNOWN_KEY,
    &WRONG_TYPE,
    &YAML_ALIAS,
    &YAML_DOCUMENTS,
    &YAML_SYNTAX,
    &YAML_TAG,
];
