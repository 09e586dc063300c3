//! What is no secret, as data: placeholders, references, and the words of messages *about* secrets. To add one, add one line.
//!
//! How they are compared is in `judge`.

/// Whole values that say something about a secret and are none.
pub(super) const PLACEHOLDERS: &[&str] = &[
    "absent",
    "access_denied",
    "array",
    "blank",
    "boolean",
    "denied",
    "empty",
    "expired",
    "false",
    "filtered",
    "hidden",
    "include",
    "integer",
    "invalid",
    "invalid_client",
    "invalid_grant",
    "invalid_request",
    "invalid_scope",
    "invalid_token",
    "masked",
    "missing",
    "n/a",
    "nil",
    "no",
    "none",
    "not set",
    "null",
    "number",
    "object",
    "omit",
    "omitted",
    "present",
    "protected",
    "redacted",
    "removed",
    "required",
    "same-origin",
    "sensitive",
    "sensitive value",
    "server_error",
    "string",
    "true",
    "unauthorized_client",
    "undefined",
    "unset",
    "yes",
];

/// Starts of values that are code which fetches a secret.
pub(super) const REFERENCES: &[&str] =
    &["ENV[", "System.getenv(", "data.", "env.", "os.environ", "os.getenv(", "process.env", "secrets.", "var."];

/// How functions begin that take what is no secret: the name or the text to look for it by.
pub(super) const GETTERS: &[&str] =
    &["check", "decode", "fetch", "find", "get", "has", "is", "load", "lookup", "parse", "read", "validate", "verify"];

/// What encloses the name of a variable that a tool would fill in; the name is made of letters where the third field says so.
pub(super) const VARIABLES: &[(&str, &str, Inside)] = &[
    ("${", "}", Inside::Anything),
    ("$(", ")", Inside::Anything),
    ("{{", "}}", Inside::Anything),
    ("#{", "}", Inside::Anything),
    ("%{", "}", Inside::Anything),
    ("<", ">", Inside::Words),
    ("{", "}", Inside::Words),
    ("%", "%", Inside::Words),
    ("$env:", "", Inside::Words),
    ("__", "__", Inside::Words),
];

/// What may stand inside the marks of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    /// Any text on one line that does not hold the closing mark.
    Anything,
    /// Letters, spaces, `_`, `-` and `.`.
    Words,
}

/// Ends of the names of what tells about a secret, where the two stand in one object: when it was made, and which one it is.
pub(super) const DESCRIPTIONS: &[&str] = &[
    "at", "code", "date", "expires", "href", "host", "id", "kind", "message", "name", "path", "reason", "scope", "status", "time", "type",
    "uri", "url",
];

/// How messages about a secret begin, where the name of the field is left out.
pub(super) const MESSAGE_STARTS: &[&str] = &[
    "can not be ",
    "can't be ",
    "cannot be ",
    "does not ",
    "doesn't match",
    "has already",
    "has been ",
    "has expired",
    "is a required",
    "is empty",
    "is expired",
    "is incorrect",
    "is invalid",
    "is missing",
    "is mandatory",
    "is not ",
    "is required",
    "is too ",
    "is wrong",
    "isn't ",
    "may not be ",
    "must be ",
    "must contain",
    "must have ",
    "must include",
    "must match",
    "must not ",
    "must only",
    "must start",
    "not allowed",
    "not found",
    "not provided",
    "not valid",
    "should be ",
    "should contain",
    "should have ",
    "should not ",
    "too long",
    "too short",
    "too weak",
];

/// What messages about a secret speak of.
pub(super) const MESSAGE_SUBJECTS: &[&str] = &[
    "cookie",
    "credential",
    "credentials",
    "field",
    "header",
    "key",
    "otp",
    "passphrase",
    "password",
    "passwords",
    "secret",
    "session",
    "signature",
    "token",
    "value",
];

/// What messages say of the subject, right after it.
pub(super) const MESSAGE_VERBS: &[&str] = &[
    "are", "can't", "cannot", "contains", "did", "do", "does", "doesn't", "expired", "has", "have", "invalid", "is", "mismatch", "missing",
    "must", "needs", "not", "required", "should", "was", "were",
];
