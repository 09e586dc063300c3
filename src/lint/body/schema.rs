//! A body against the schema of its operation (JSON Schema 2020-12): each violation at the place in the text, one for each cause.

use jsonschema::error::{TypeKind, ValidationError, ValidationErrorKind};
use jsonschema::{PatternOptions, Validator};
use serde_json::Value;

use super::{Check, Soundness, child, condition, has_variable, placeholder, shown, unknown, way};
use crate::capture::json::{Kind, Node};
use crate::catalog::key::distance;
use crate::lint::Rule;
use crate::span::Span;

/// The most violations that are told of one body.
const MAX_TOLD: usize = 100;
/// How deep a body is looked at; what is deeper is `null` to the schema.
const MAX_DEPTH: usize = 100;
/// The most bytes that a pattern of a schema may be compiled to.
const MAX_PATTERN: usize = 1 << 20;

/// A schema, ready to be held against bodies.
pub(in crate::lint) struct Schema {
    pub(super) source: Value,
    validator: Validator,
}

/// Why a schema is none.
#[derive(Debug)]
pub(in crate::lint) struct Mistake {
    /// The keys and numbers that lead to the place in the schema.
    pub(in crate::lint) steps: Vec<String>,
    /// What is wrong, in a line.
    pub(in crate::lint) message: String,
}

impl Mistake {
    fn new(error: &ValidationError<'_>) -> Self {
        let steps = steps(error.instance_path().as_str());
        let keyword = steps.last().map(|keyword| format!("`{}` ", shown(keyword))).unwrap_or_default();
        let value = match error.instance().as_ref() {
            Value::String(text) => format!("the text `{}`", shown(text)),
            Value::Array(_) => "a list".to_owned(),
            Value::Object(_) => "an object".to_owned(),
            other => format!("`{other}`"),
        };
        let message = match error.kind() {
            ValidationErrorKind::Type { kind } => format!("{keyword}may not be {value}, but must be {}", wanted(kind)),
            ValidationErrorKind::Referencing(_) => format!("{keyword}refers to something that is not here: {}", shown(&error.to_string())),
            ValidationErrorKind::Format { format } => format!("{keyword}is {value}, which is no {}", format_name(format)),
            _ => format!("{keyword}may not be {value}"),
        };
        Self { steps, message }
    }
}

/// A violation by the rule that it breaks.
struct Broken {
    rule: &'static Rule,
    span: Span,
    message: String,
    help: Option<String>,
    /// What the value was probably meant to be.
    instead: Option<String>,
}

impl Schema {
    /// Compiles a schema. What is wrong with one is for the rules of catalogs.
    pub(in crate::lint) fn new(source: &str) -> Result<Self, Mistake> {
        let source: Value =
            serde_json::from_str(source).map_err(|error| Mistake { steps: Vec::new(), message: shown(&error.to_string()) })?;
        // Nothing is fetched, and patterns are run by an engine whose time is linear.
        let options = jsonschema::draft202012::options()
            .offline()
            .should_validate_formats(true)
            .with_pattern_options(PatternOptions::regex().size_limit(MAX_PATTERN).dfa_size_limit(MAX_PATTERN));
        match options.build(&source) {
            Ok(validator) => Ok(Self { source, validator }),
            Err(error) => Err(Mistake::new(&error)),
        }
    }

    /// The names of the fields of the outermost object.
    pub(in crate::lint) fn fields(&self) -> Vec<&str> {
        let properties = self.source.get("properties").and_then(Value::as_object);
        properties.into_iter().flat_map(|fields| fields.keys().map(String::as_str)).collect()
    }

    /// What is wrong with a text that is no JSON, such as a segment of a path; `None` if it fits, or may be a number that does.
    pub(in crate::lint) fn wrong_text(&self, text: &str) -> Option<ValidationErrorKind> {
        let number = serde_json::from_str(text).ok().filter(Value::is_number);
        if number.is_some_and(|number| self.validator.is_valid(&number)) || ["true", "false"].contains(&text) {
            return None;
        }
        self.validator.iter_errors(&Value::String(text.to_owned())).next().map(|error| error.to_owned().into_parts().kind)
    }
}

impl Check<'_, '_> {
    /// Reports where a body does not fit the schema.
    pub(in crate::lint) fn schema(&mut self, root: Node<'_>, schema: &Schema, soundness: Soundness) {
        let near = unknown::near(root, &schema.source);
        for one in &near {
            let place = self.place(one.key);
            let message = format!("the operation has no field `{}`", shown(&one.name));
            let found = self.report.add(self.rules.unknown_field, place, message).help(format!("it has `{}`", one.meant));
            if self.part.is_verbatim() {
                found.replace(place, one.meant.clone());
            }
        }
        let instance = value(root, 0);
        let errors: Vec<_> = self.rules_broken(root, schema, &instance);
        for (broken, missing) in errors {
            // A field that is there under a near name is not missing as well; and in doubt about braces, nothing is.
            let explained = missing.is_some_and(|(object, name)| {
                soundness == Soundness::Doubtful || near.iter().any(|one| one.object == object && one.meant == name)
            });
            let told = self.told.contains(&broken.span) || near.iter().any(|one| one.key == broken.span);
            if !explained && !told {
                self.tell(broken);
            }
        }
    }

    fn tell(&mut self, broken: Broken) {
        let place = self.place(broken.span);
        let mut found = self.report.add(broken.rule, place, broken.message);
        if let Some(help) = broken.help {
            found = found.help(help);
        }
        match broken.instead {
            Some(instead) if self.part.is_verbatim() => _ = found.replace(place, instead),
            _ => {}
        }
        self.told.push(broken.span);
    }

    /// All violations; of a missing field also the object and the name.
    fn rules_broken(&self, root: Node<'_>, schema: &Schema, instance: &Value) -> Vec<(Broken, Option<(Span, String)>)> {
        let mut leaves = Vec::new();
        for error in schema.validator.iter_errors(instance).take(MAX_TOLD) {
            causes(error.to_owned(), &mut leaves);
        }
        leaves.iter().flat_map(|error| self.broken(root, schema, error)).collect()
    }

    fn broken(&self, root: Node<'_>, schema: &Schema, error: &ValidationError<'_>) -> Vec<(Broken, Option<(Span, String)>)> {
        let pointer = steps(error.instance_path().as_str());
        let Some((key, node)) = found(root, &pointer) else { return Vec::new() };
        let because = condition::of(&schema.source, error.schema_path().as_str());
        let because = because.map(|reason| format!(" where {reason}")).unwrap_or_default();
        let opener = Span::new(node.span().start, (node.span().start + 1).min(node.span().end));
        match error.kind() {
            ValidationErrorKind::Required { property } => {
                let property = property.as_str().unwrap_or_default();
                let at = way(root, &pointer);
                let within = if at.is_empty() { String::new() } else { format!(" in `{at}`") };
                let message = format!("`{property}` is missing{within}{because}");
                let broken = Broken::new(self.rules.missing_field, key.unwrap_or(opener), message);
                vec![(broken, Some((node.span(), property.to_owned())))]
            }
            ValidationErrorKind::AdditionalProperties { unexpected } | ValidationErrorKind::UnevaluatedProperties { unexpected } => {
                let keys = node.members().filter(|(key, _)| unexpected.iter().any(|name| key.text() == name.as_str()));
                let message = |key: &Node<'_>| format!("the operation has no field `{}`", shown(&key.text()));
                keys.map(|(key, _)| (Broken::new(self.rules.unknown_field, key.inner_span(), message(&key)), None)).collect()
            }
            ValidationErrorKind::FalseSchema => {
                let name = pointer.last().map_or("the body", String::as_str);
                let message = format!("`{name}` is not allowed{because}");
                vec![(Broken::new(self.rules.conflicting_field, key.unwrap_or(opener), message), None)]
            }
            // What a variable, a word to be replaced or a mask stands for may fit.
            _ if is_open(&node.text()) => Vec::new(),
            _ => {
                let name = pointer.last().map_or("the body", String::as_str);
                vec![(self.wrong_value(name, node, schema, error, &because), None)]
            }
        }
    }

    /// What is wrong with a value.
    fn wrong_value(&self, name: &str, node: Node<'_>, schema: &Schema, error: &ValidationError<'_>, because: &str) -> Broken {
        let (value, text) = (node.inner_span(), shown(&node.text()));
        match error.kind() {
            ValidationErrorKind::Enum { options } => {
                let allowed: Vec<&str> = options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                let near = nearest(&node.text(), &allowed);
                let broken = Broken::new(self.rules.unknown_value, value, format!("`{name}` may not be `{text}`{because}"));
                let help = near.map_or_else(|| listed(&allowed), |near| format!("did you mean `{near}`?"));
                Broken { help: Some(help), instead: near.map(str::to_owned), ..broken }
            }
            ValidationErrorKind::Constant { expected_value } => {
                let message = format!("`{name}` is `{text}`, but must be `{expected_value}`{because}");
                Broken::new(self.rules.unknown_value, value, message)
            }
            ValidationErrorKind::Type { kind } => {
                let message = format!("`{name}` is {}, but must be {}", kind_of(node), wanted(kind));
                Broken::new(self.rules.wrong_type, node.span(), message)
            }
            ValidationErrorKind::Format { format } => {
                let message = format!("`{name}` is `{text}`, which is no {}", format_name(format));
                Broken::new(self.rules.format(format), value, message)
            }
            ValidationErrorKind::Pattern { pattern } => {
                let near = examples(&schema.source, error.schema_path().as_str());
                let near = near.into_iter().find(|example| example.eq_ignore_ascii_case(&node.text()));
                let help = near.as_ref().map_or_else(|| format!("it must match `{pattern}`"), |near| format!("did you mean `{near}`?"));
                let broken = Broken::new(self.rules.malformed_value, value, format!("`{name}` may not be `{text}`"));
                Broken { help: Some(help), instead: near, ..broken }
            }
            kind => match limit(kind) {
                Some(limit) => Broken::new(self.rules.out_of_range, value, format!("`{name}` is {}, {limit}{because}", size(node, kind))),
                None => Broken::new(self.rules.malformed_value, value, format!("`{name}` does not fit the operation: {error}")),
            },
        }
    }
}

/// Whether a text is not the value that is sent.
fn is_open(text: &str) -> bool {
    has_variable(text) || text.starts_with('<') || text.contains("***") || placeholder(text)
}

impl Broken {
    const fn new(rule: &'static Rule, span: Span, message: String) -> Self {
        Self { rule, span, message, help: None, instead: None }
    }
}

/// The violations that an error is made of: of alternatives, those of the one that fits best.
fn causes(error: ValidationError<'static>, into: &mut Vec<ValidationError<'static>>) {
    let best = match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            context.iter().enumerate().min_by_key(|(_, branch)| branch.len()).map(|(best, _)| best)
        }
        _ => None,
    };
    let Some(best) = best else { return into.push(error) };
    let parts = error.into_parts();
    if let ValidationErrorKind::AnyOf { mut context } | ValidationErrorKind::OneOfNotValid { mut context } = parts.kind {
        context.swap_remove(best).into_iter().for_each(|cause| causes(cause, into));
    }
}

/// The node at a path, and the key whose value it is.
fn found<'d>(root: Node<'d>, pointer: &[String]) -> Option<(Option<Span>, Node<'d>)> {
    let mut at = (None, root);
    for step in pointer {
        let node = child(at.1, step)?;
        let key = at.1.members().find(|(_, value)| value.span() == node.span()).map(|(key, _)| key.inner_span());
        at = (key, node);
    }
    Some(at)
}

/// The steps of a JSON pointer (RFC 6901).
pub(super) fn steps(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

/// A node as a value of JSON.
fn value(node: Node<'_>, depth: usize) -> Value {
    match node.kind() {
        Kind::Object | Kind::Array if depth > MAX_DEPTH => Value::Null,
        Kind::Object => node.members().map(|(key, member)| (key.text().into_owned(), value(member, depth + 1))).collect(),
        Kind::Array => node.elements().map(|element| value(element, depth + 1)).collect(),
        Kind::Number => serde_json::from_str(node.raw()).unwrap_or(Value::Null),
        Kind::Bool => Value::Bool(node.raw().eq_ignore_ascii_case("true")),
        Kind::Null => Value::Null,
        Kind::String | Kind::Word => Value::String(node.text().into_owned()),
    }
}

/// The allowed value that was probably meant.
fn nearest<'a>(text: &str, allowed: &[&'a str]) -> Option<&'a str> {
    let errors = |option: &&'a str| {
        let limit = option.len() / 4;
        let folded = |text: &str| text.to_ascii_lowercase().replace(['-', '_', ' '], "");
        (text.len() < 200).then(|| distance(&folded(text), &folded(option), limit))?
    };
    allowed.iter().copied().filter_map(|option| Some((errors(&option)?, option))).min().map(|(_, option)| option)
}

fn listed(allowed: &[&str]) -> String {
    const MOST: usize = 12;
    let shown: Vec<String> = allowed.iter().take(MOST).map(|option| format!("`{option}`")).collect();
    let more = if allowed.len() > MOST { format!(", and {} more", allowed.len() - MOST) } else { String::new() };
    format!("allowed: {}{more}", shown.join(", "))
}

fn kind_of(node: Node<'_>) -> &'static str {
    match node.kind() {
        Kind::Object => "an object",
        Kind::Array => "a list",
        Kind::String | Kind::Word => "a text",
        Kind::Number => "a number",
        Kind::Bool => "true or false",
        Kind::Null => "null",
    }
}

/// A type as people call it.
pub(super) fn wanted(kind: &TypeKind) -> String {
    let names = match kind {
        TypeKind::Single(one) => one.to_string(),
        TypeKind::Multiple(several) => several.iter().map(|one| one.to_string()).collect::<Vec<_>>().join(" or "),
    };
    let called = names.replace("string", "text").replace("array", "list").replace("boolean", "true or false");
    let article = if called.starts_with(['i', 'o']) { "an " } else { "a " };
    if called.starts_with("true") || called.starts_with("null") { called } else { format!("{article}{called}") }
}

/// What a limit asks for, in words.
fn limit(kind: &ValidationErrorKind) -> Option<String> {
    Some(match kind {
        ValidationErrorKind::Maximum { limit } => format!("at most {limit} is allowed"),
        ValidationErrorKind::Minimum { limit } => format!("at least {limit} is wanted"),
        ValidationErrorKind::ExclusiveMaximum { limit } => format!("less than {limit} is wanted"),
        ValidationErrorKind::ExclusiveMinimum { limit } => format!("more than {limit} is wanted"),
        ValidationErrorKind::MaxLength { limit } => format!("at most {limit} characters are allowed"),
        ValidationErrorKind::MinLength { limit } => format!("at least {limit} characters are wanted"),
        ValidationErrorKind::MaxItems { limit } => format!("at most {limit} elements are allowed"),
        ValidationErrorKind::MinItems { limit } => format!("at least {limit} elements are wanted"),
        _ => return None,
    })
}

/// What a limit was held against, in words.
fn size(node: Node<'_>, kind: &ValidationErrorKind) -> String {
    match kind {
        ValidationErrorKind::MaxLength { .. } | ValidationErrorKind::MinLength { .. } => {
            format!("{} characters long", node.text().chars().count())
        }
        ValidationErrorKind::MaxItems { .. } | ValidationErrorKind::MinItems { .. } => {
            format!("a list of {}", node.elements().count())
        }
        _ => shown(&node.text()),
    }
}

/// A format as people call it.
pub(super) fn format_name(format: &str) -> &str {
    match format {
        "uuid" => "UUID",
        "date-time" => "date and time (RFC 3339)",
        "date" => "date",
        "email" => "e-mail address",
        "uri" => "URL",
        other => other,
    }
}

/// The examples beside a keyword of a schema.
fn examples(schema: &Value, keyword: &str) -> Vec<String> {
    let around = keyword.rsplit_once('/').map_or("", |(around, _)| around);
    let examples = schema.pointer(around).and_then(|schema| schema.get("examples")).and_then(Value::as_array);
    examples.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
