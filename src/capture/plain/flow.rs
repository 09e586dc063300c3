//! Which lines of a log go on with what a line before began: a document of JSON, or an exchange of HTTP.

/// What is open after a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    /// JSON, so many brackets deep.
    Json(usize),
    /// The head of an HTTP request or response.
    Head,
    /// What comes after the head.
    Body,
    /// A body of tags.
    Markup,
}

/// Follows the texts of log lines, without their heads.
#[derive(Debug)]
pub(super) struct Flow {
    open: Open,
}

impl Flow {
    pub(super) fn new() -> Self {
        Self { open: Open::Nothing }
    }

    /// Whether the text of the next line belongs to something that goes over lines. The first line of a document of JSON
    /// does not count as such: what stands before it does no harm, and may tell how bad it was.
    pub(super) fn goes_on(&mut self, text: &str) -> bool {
        let trimmed = text.trim();
        if is_http(trimmed) {
            self.open = Open::Head;
            return true;
        }
        match self.open {
            Open::Json(depth) if goes_on(trimmed) => {
                let depth = nested(trimmed, depth);
                self.open = if depth == 0 { Open::Nothing } else { Open::Json(depth) };
                true
            }
            Open::Head if trimmed.is_empty() => self.turn(Open::Body),
            Open::Head if is_header(trimmed) => true,
            Open::Body if trimmed.is_empty() => true,
            Open::Body if trimmed.starts_with(['{', '[']) => self.turn(opened(trimmed)),
            Open::Body | Open::Markup if trimmed.starts_with('<') => self.turn(Open::Markup),
            Open::Body => self.turn(Open::Nothing),
            Open::Markup if text.starts_with(' ') || trimmed.is_empty() => true,
            Open::Nothing | Open::Json(_) | Open::Head | Open::Markup => {
                self.open = opened(trimmed);
                false
            }
        }
    }

    fn turn(&mut self, open: Open) -> bool {
        self.open = open;
        true
    }
}

/// Whether a line starts a request or a response.
pub(super) fn is_http(line: &str) -> bool {
    let version = |rest: &str| rest.starts_with(|sign: char| sign.is_ascii_digit());
    if let Some(rest) = line.strip_prefix("HTTP/") {
        return version(rest)
            && rest.split(' ').nth(1).is_some_and(|status| status.len() == 3 && status.bytes().all(|byte| byte.is_ascii_digit()));
    }
    let method = line.bytes().take_while(u8::is_ascii_uppercase).count();
    (3..=7).contains(&method)
        && line[method..].starts_with(' ')
        && line.rsplit(' ').next().is_some_and(|last| last.strip_prefix("HTTP/").is_some_and(version))
}

/// `Name: value`, the name without spaces.
fn is_header(line: &str) -> bool {
    let name = line.bytes().take(80).take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')).count();
    name > 0 && line[name..].starts_with(':')
}

/// What a line opens that starts or ends with a bracket.
fn opened(line: &str) -> Open {
    let depth = nested(line, 0);
    let begins = line.ends_with(['{', '[']) || line.starts_with(['{', '[']) && line.ends_with(',');
    if depth > 0 && begins { Open::Json(depth) } else { Open::Nothing }
}

/// Whether a line can be the next of an open document.
fn goes_on(line: &str) -> bool {
    let word = |word: &str| line.starts_with(word);
    line.is_empty()
        || line.starts_with(['"', '{', '}', '[', ']', ',', '\'', '-'])
        || line.starts_with(|sign: char| sign.is_ascii_digit())
        || word("true")
        || word("false")
        || word("null")
        || line.ends_with([',', '{', '[', ':'])
}

/// How deep the brackets are after a line.
fn nested(line: &str, depth: usize) -> usize {
    let (mut depth, mut quoted, mut escaped) = (depth, false, false);
    for byte in line.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => depth += 1,
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    depth
}
