//! Why a schema asks for something: the condition (`if`) that it stands under, in words.

use serde_json::Value;

use super::schema::steps;

/// The condition around a keyword of a schema: "`type` is `DOT1Q`". `None` if there is none that can be said so.
pub(super) fn of(schema: &Value, keyword: &str) -> Option<String> {
    let steps = steps(keyword);
    let branch = steps.iter().rposition(|step| step == "then")?;
    let around = steps[..branch].iter().try_fold(schema, |at, step| match at.as_array() {
        Some(list) => list.get(step.parse::<usize>().ok()?),
        None => at.get(step),
    })?;
    let condition = around.get("if")?;
    let fields = condition.get("properties")?.as_object()?;
    let said: Option<Vec<String>> = fields.iter().map(|(name, rule)| Some(format!("`{name}` is `{}`", constant(rule)?))).collect();
    said.filter(|said| !said.is_empty()).map(|said| said.join(" and "))
}

fn constant(rule: &Value) -> Option<String> {
    let value = rule.get("const")?;
    Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_said_in_words() {
        let schema = serde_json::json!({"allOf": [{"if": {"properties": {"type": {"const": "A"}}}, "then": {"required": ["x"]}}]});
        assert_eq!(of(&schema, "/allOf/0/then/required").as_deref(), Some("`type` is `A`"));
        assert_eq!(of(&schema, "/required"), None);
    }
}
