//! Exchanges written in JSON: HAR files (HTTP Archive 1.2), saved examples of Postman collections (v2.1), and single entries of such.

use super::archive::names_error;
use super::envelope::scalar_text;
use super::json::{Document, Kind, Node};
use super::layer::{Passage, Source};
use super::plain::Plain;
use super::reader::{MAX_EXCHANGES, Reader};
use super::request::Request;
use super::{Exchange, Field};
use crate::redact::redact_text;
use crate::span::Span;

/// Reads a document of exchanges; `false` if it is to be read as any other. Of many exchanges only what failed is read.
pub(super) fn read(reader: &mut Reader<'_>, source: &Source<'_>, document: &Document<'_>) -> bool {
    let Some(root) = document.root() else { return false };
    if let Some(entries) = root.get("log").and_then(|log| log.get("entries")).filter(|entries| entries.kind() == Kind::Array) {
        entries.elements().for_each(|one| entry(reader, source, one));
        return true;
    }
    if root.get("info").is_some() && root.get("item").is_some() {
        root.descendants().filter(|node| node.get("originalRequest").is_some()).for_each(|example| postman(reader, source, example));
        return true;
    }
    let response = root.get("response").filter(|_| root.get("request").is_some_and(|request| request.get("url").is_some()));
    if response.is_some_and(|response| response.get("content").is_some()) {
        entry(reader, source, root);
        return true;
    }
    // A logger's record of a call has its answer under other names: it is read as any document, as the answer of that call.
    if let Some((node, response)) = root.get("request").zip(response).filter(|_| reader.exchanges.len() < MAX_EXCHANGES) {
        let request = Some(har_request(reader, source, node));
        let status = status(response.get("status")).map(|(status, span)| (status, source.plain.printed(span)));
        reader.exchanges.push(Exchange { request, status, ..Exchange::default() });
        reader.exchange = Some(reader.exchanges.len() - 1);
    }
    false
}

/// Reads an entry of a HAR file, if it failed.
pub(super) fn entry(reader: &mut Reader<'_>, source: &Source<'_>, node: Node<'_>) {
    let Some(response) = node.get("response") else { return };
    let content = response.get("content");
    let text = content.and_then(|content| content.get("text"));
    let Some(status) = status(response.get("status")) else { return };
    if status.0 < 400 && !text.is_some_and(|text| may_hold_error(text, content)) {
        return;
    }
    let request = node.get("request").map(|request| har_request(reader, source, request));
    let exchange = Exchange { request, status: Some((status.0, source.plain.printed(status.1))), ..Exchange::default() };
    let base64 = content.and_then(|content| content.get("encoding")).is_some_and(|encoding| encoding.text() == "base64");
    answer(reader, source, exchange, text, base64);
}

/// Whether an answer with a good status is worth reading: it is JSON and speaks of errors.
fn may_hold_error(text: Node<'_>, content: Option<Node<'_>>) -> bool {
    let json = content.and_then(|content| content.get("mimeType")).is_some_and(|kind| kind.raw().contains("json"));
    json && names_error(text.raw())
}

fn status(node: Option<Node<'_>>) -> Option<(u16, Span)> {
    let node = node?;
    let status = node.text().parse().ok().filter(|status| (100..600).contains(status))?;
    Some((status, node.inner_span()))
}

fn har_request(reader: &mut Reader<'_>, source: &Source<'_>, node: Node<'_>) -> Request {
    let body = node.get("postData").and_then(|data| data.get("text"));
    Request {
        start: source.plain.printed(node.span()).start,
        method: node.get("method").and_then(|method| text_field(source, method)),
        target: node.get("url").map(|url| passage(reader, source, url)),
        headers: pairs(source, node.get("headers"), "name"),
        body: body.map(|body| passage(reader, source, body)),
        // Browsers leave out those that are secret.
        has_all_headers: false,
    }
}

fn postman(reader: &mut Reader<'_>, source: &Source<'_>, example: Node<'_>) {
    let Some(status) = status(example.get("code")) else { return };
    let body = example.get("body");
    if status.0 < 400 && !body.is_some_and(|body| names_error(body.raw())) {
        return;
    }
    let request = example.get("originalRequest").map(|request| {
        let url = request.get("url").map(|url| url.get("raw").unwrap_or(url));
        let body = request.get("body").and_then(|body| body.get("raw"));
        Request {
            start: source.plain.printed(request.span()).start,
            method: request.get("method").and_then(|method| text_field(source, method)),
            target: url.map(|url| passage(reader, source, url)),
            headers: pairs(source, request.get("header"), "key"),
            body: body.map(|body| passage(reader, source, body)),
            has_all_headers: false,
        }
    });
    let exchange = Exchange { request, status: Some((status.0, source.plain.printed(status.1))), ..Exchange::default() };
    answer(reader, source, exchange, body, false);
}

/// Reads the body of an answer as that of its exchange.
fn answer(reader: &mut Reader<'_>, source: &Source<'_>, exchange: Exchange, body: Option<Node<'_>>, base64: bool) {
    reader.exchanges.push(exchange);
    let outer = reader.exchange.replace(reader.exchanges.len() - 1);
    match body {
        Some(body) if base64 => reader.decoded_body(source, body),
        Some(body) => reader.string_body(source, body),
        None => {}
    }
    reader.exchange = outer;
}

fn text_field(source: &Source<'_>, node: Node<'_>) -> Option<Field> {
    scalar_text(node).map(|text| Field { text, span: source.plain.printed(node.inner_span()) })
}

fn pairs(source: &Source<'_>, list: Option<Node<'_>>, key: &str) -> Vec<(Field, Field)> {
    let pairs = list.into_iter().flat_map(Node::elements);
    pairs.filter_map(|pair| Some((text_field(source, pair.get(key)?)?, text_field(source, pair.get("value")?)?))).collect()
}

/// The text of a string: a part of the text it stands in, or a layer of its own if it has escapes.
fn passage(reader: &mut Reader<'_>, source: &Source<'_>, node: Node<'_>) -> Passage {
    match node.unescaped(source.plain) {
        None => source.passage(node.inner_span()),
        Some(plain) => {
            let span = Span::new(0, plain.text("").len());
            Passage { layer: reader.keep(plain), span, exchange: None }
        }
    }
}

/// The text that a base64 body stands for (RFC 4648), without its secrets; all of it stands at the body's place.
pub(super) fn decoded(source: &Source<'_>, body: Node<'_>) -> Option<Plain> {
    use base64::Engine as _;
    let bytes = base64::engine::general_purpose::STANDARD.decode(body.text().trim()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    Some(Plain::of_whole(redact_text(&text).into_owned(), source.plain.printed(body.inner_span())))
}
