//! Calls that were recorded as JSON: HAR files (HTTP Archive 1.2) and examples of Postman collections (v2.1).

use super::{Answer, Call, Form, Ground, Header, MAX_CALLS, Part, Traffic};
use crate::capture::json::{Document, Kind, Node};
use crate::capture::plain::Plain;
use crate::span::Span;

/// Reads a text that is a recording; `false` if it is none.
pub(super) fn read<'g>(ground: &'g Ground<'_>, traffic: &mut Traffic<'g>) -> bool {
    let text = ground.text();
    let start = text.len() - text.trim_start().len();
    if !text[start..].starts_with('{') || !text.contains("\"request\"") && !text.contains("\"originalRequest\"") {
        return false;
    }
    let document = Document::read(text, start);
    let Some(root) = document.root() else { return false };
    let list = root.get("log").and_then(|log| log.get("entries")).filter(|entries| entries.kind() == Kind::Array);
    if let Some(entries) = list {
        entries.elements().take(MAX_CALLS).for_each(|one| entry(ground, one, traffic));
        return true;
    }
    if root.get("info").is_some() && root.get("item").is_some() {
        let examples = root.descendants().filter(|node| node.get("originalRequest").is_some());
        examples.take(MAX_CALLS).for_each(|example| postman(ground, example, traffic));
        return true;
    }
    let single = root.get("request").is_some_and(|request| request.get("url").is_some()) && root.get("response").is_some();
    if single {
        entry(ground, root, traffic);
    }
    single
}

fn entry<'g>(ground: &'g Ground<'_>, node: Node<'_>, traffic: &mut Traffic<'g>) {
    let call = node.get("request").map(|request| {
        let body = request.get("postData").and_then(|data| data.get("text"));
        recorded(ground, request, request.get("url"), request.get("headers"), body, "name")
    });
    let response = node.get("response");
    let content = response.and_then(|response| response.get("content"));
    let is_encoded = content.is_some_and(|content| content.get("encoding").is_some());
    let body = content.and_then(|content| content.get("text")).filter(|_| !is_encoded);
    exchange(ground, call, response.and_then(|response| response.get("status")), body, traffic);
}

fn postman<'g>(ground: &'g Ground<'_>, example: Node<'_>, traffic: &mut Traffic<'g>) {
    let call = example.get("originalRequest").map(|request| {
        let url = request.get("url").map(|url| url.get("raw").unwrap_or(url));
        let body = request.get("body").and_then(|body| body.get("raw"));
        recorded(ground, request, url, request.get("header"), body, "key")
    });
    exchange(ground, call, example.get("code"), example.get("body"), traffic);
}

fn recorded<'g>(
    ground: &'g Ground<'_>,
    request: Node<'_>,
    url: Option<Node<'_>>,
    headers: Option<Node<'_>>,
    body: Option<Node<'_>>,
    name: &str,
) -> Call<'g> {
    let headers = headers.into_iter().flat_map(Node::elements).filter_map(|pair| {
        let value = part(ground, pair.get("value")?);
        Some(Header { name: pair.get(name)?.text().into_owned(), whole: value.clone(), value })
    });
    let method = request.get("method").map(|method| part(ground, method));
    let span = request.span();
    Call {
        form: Form::Recording,
        head: method.as_ref().map_or_else(|| ground.span(Span::new(span.start, span.start + 1)), Part::whole),
        method,
        url: url.map(|url| part(ground, url)),
        headers: headers.collect(),
        malformed: Vec::new(),
        body: body.map(|body| part(ground, body)).filter(|body| !body.text().is_empty()),
        sends_more: false,
        // Browsers leave out of a recording what is secret.
        authorizes: true,
    }
}

fn exchange<'g>(ground: &'g Ground<'_>, call: Option<Call<'g>>, status: Option<Node<'_>>, body: Option<Node<'_>>, to: &mut Traffic<'g>) {
    let has_call = call.is_some();
    to.calls.extend(call);
    let call = to.calls.len().checked_sub(1).filter(|_| has_call);
    let status = status.and_then(|status| {
        let number = status.text().parse().ok().filter(|number| (100..600).contains(number))?;
        Some((number, ground.span(status.inner_span())))
    });
    let body = body.map_or_else(|| ground.part(Span::new(0, 0)), |body| part(ground, body));
    to.answers.push(Answer { call, status, body });
}

/// The text of a string.
fn part<'g>(ground: &'g Ground<'_>, node: Node<'_>) -> Part<'g> {
    match node.unescaped(&Plain::identity()) {
        Some(plain) => ground.made(plain, 0),
        None => ground.part(node.inner_span()),
    }
}
