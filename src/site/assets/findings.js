// What the paste box shows of an explanation (the JSON contract errdex/1): `errdex.draw(explanation, text, pages)` is a list of elements.
//
// Every text goes through `el`, which makes control characters visible and sets text only.
(function () {
  "use strict";

  const MOST_FINDINGS = 50;
  // From this many on, those not to act on are closed.
  const MANY = 3;
  const MOST_MARKS = 4;
  // Characters shown of a line before its first mark and behind its last, and at most of a mark.
  const BEFORE = self.innerWidth < 640 ? 10 : 48;
  const BEHIND = 90;
  const MOST_MARKED = 160;

  function el(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) {
      if (value !== undefined && value !== null) element.setAttribute(key, value);
    }
    for (const child of children.flat(Infinity)) {
      if (child === undefined || child === null || child === "") continue;
      element.append(child instanceof Node ? child : errdex.printable(child));
    }
    return element;
  }

  function draw(explanation, text, pages) {
    const lines = new Lines(text);
    const { findings, primary, more } = explanation;
    const list = findings.slice(0, MOST_FINDINGS);
    if (primary >= MOST_FINDINGS) list[MOST_FINDINGS - 1] = findings[primary];
    const all = list.map((finding) => {
      const first = finding === findings[primary];
      return one(finding, { lines, pages, first, closed: findings.length >= MANY && !first });
    });
    const left = (more || 0) + findings.length - list.length;
    if (left > 0) all.push(el("p", { class: "more" }, `and ${left} more`));
    return [...all, ...forgiven(explanation.diagnostics || [])];
  }

  function one(finding, view) {
    const attributes = { class: "finding", "data-verdict": finding.verdict, "data-primary": view.first ? "" : undefined };
    const body = [
      snippet(finding, view.lines),
      answer(finding),
      unlisted(finding, view.pages),
      finding.verdict === "drifted" ? drifted(finding) : [],
      finding.candidates.length === 1 ? single(finding, view.pages) : several(finding, view.pages),
    ];
    const head = headline(finding);
    const content = view.closed ? [el("details", {}, el("summary", {}, head), ...body.flat())] : [head, ...body.flat()];
    return el("article", attributes, content);
  }

  function headline(finding) {
    const by = finding.candidates.length > 0 ? finding.candidates[0].evidence : [];
    const status = finding.status || (finding.candidates.length === 1 ? finding.candidates[0].status : undefined);
    return el("h3", {},
      el("span", { class: "verdict verdict-" + finding.verdict }, finding.verdict), " ",
      finding.code ? [el("code", { class: "finding-code" }, finding.code), " "] : [],
      el("span", { class: "finding-title" }, title(finding)), " ",
      el("span", { class: "finding-by" },
        status ? el("span", { class: "http" }, status) : "",
        by.length > 0 ? " by " + by.join(", ") : ""));
  }

  function title(finding) {
    if (finding.verdict === "unlisted") return "is in no catalog";
    if (finding.candidates.length === 1) return finding.candidates[0].title;
    return finding.candidates.length === 0 ? "" : finding.candidates.length + " meanings";
  }

  // A list of names and texts; without texts there is none.
  function facts(rows, name) {
    const told = rows.filter(([, text]) => text !== undefined && text !== "" && !(Array.isArray(text) && text.length === 0));
    if (told.length === 0) return [];
    return [el("dl", { class: name }, told.map(([label, text, key]) =>
      el("div", { "data-name": key }, el("dt", {}, label), el("dd", {}, text))))];
  }

  function answer(finding) {
    const values = Object.entries(finding.values || {}).map(([name, value]) => [name, value, name]);
    const details = (finding.details || []).map((detail) => ["detail", detailed(detail)]);
    const rows = [...details, ["says", finding.description], ["log id", finding.correlation]];
    return [...facts(values, "facts values"), ...facts(rows, "facts")];
  }

  function detailed({ property, reason, value }) {
    const with_value = value === undefined ? "" : " = " + value;
    if (property !== undefined && reason !== undefined) return property + with_value + ": " + reason;
    return (property !== undefined ? property : reason || "") + with_value;
  }

  function unlisted(finding, pages) {
    const near = (finding.nearest || []).map((entry) => el("li", {}, linked(entry.id, pages), " ", entry.title));
    const family = finding.verdict === "unlisted" ? finding.family : undefined;
    const means = family && Object.entries(family.parts).map(([name, meaning]) => name + ": " + meaning).join(", ");
    return [
      ...facts([["means", means && means + " (inferred from the parts of the code)"]], "facts"),
      ...(near.length > 0 ? [el("p", {}, "Did you mean one of these?"), el("ul", { class: "near" }, near)] : []),
    ];
  }

  function drifted(finding) {
    const known = finding.candidates.map((candidate) => ["known", candidate.message]);
    return [
      el("p", { class: "drift" }, "The code is known, its message is not the documented one."),
      ...facts([["got", finding.message], ...known], "facts"),
    ];
  }

  function single(finding, pages) {
    const candidate = finding.candidates[0];
    const blame = finding.blame || [];
    const lacks = blame.filter((part) => !part.span).map((part) => part.in.replace("request.", "") + " " + part.name);
    const checks = blame.length > 0 ? [] : (candidate.check || []).map((part) => part.in + " " + part.name);
    return [el("div", { class: "candidate", "data-id": candidate.id, "data-evidence": candidate.evidence.join(" ") },
      facts([
        ["lacks", lacks.length > 0 ? "the request has no " + lacks.join(", ") : undefined],
        ["check", checks.length > 0 ? "of the request: " + checks.join(", ") : undefined],
        ...told(candidate),
        ["page", linked(candidate.id, pages)],
      ], "facts"))];
  }

  function told(candidate) {
    return [
      ["cause", prose(candidate.cause), "cause"],
      ["fix", prose(candidate.fix), "fix"],
      ["retry", candidate.retryable ? "The same request may succeed later." : undefined],
      ["retired", candidate.retired],
    ];
  }

  // Text of a catalog: what stands between backticks is code.
  function prose(text) {
    return text.split(/`([^`]+)`/).map((part, at) => (at % 2 === 1 ? el("code", {}, part) : part));
  }

  function several(finding, pages) {
    if (finding.candidates.length === 0) return [];
    const about = finding.question && finding.question.about;
    const items = finding.candidates.map((candidate) =>
      el("li", { class: "candidate", "data-id": candidate.id, "data-evidence": candidate.evidence.join(" ") },
        el("h4", {}, candidate.title, " ", candidate.status ? el("span", { class: "http" }, candidate.status) : ""),
        facts([...distinction(about, candidate), ...told(candidate), ["page", linked(candidate.id, pages)]], "facts")));
    return [finding.question ? el("p", { class: "question" }, finding.question.text) : "", el("ol", { class: "candidates" }, items)];
  }

  // What the question is about, as this candidate has it.
  function distinction(about, candidate) {
    const answers = {
      message: ["message", candidate.message],
      operation: ["call", (candidate.operations || []).join(", ")],
      check: ["check", (candidate.check || []).map((part) => part.in + " " + part.name).join(", ")],
    };
    return answers[about] ? [answers[about]] : [];
  }

  function linked(id, pages) {
    return pages[id] ? el("a", { href: errdex.href(id, pages[id]) }, id) : el("code", {}, id);
  }

  function forgiven(diagnostics) {
    if (diagnostics.length === 0) return [];
    const items = diagnostics.slice(0, 20).map(({ message, span }) =>
      el("li", {}, message, span ? ` (line ${span.line}, column ${span.column})` : ""));
    if (diagnostics.length > items.length) items.push(el("li", {}, `and ${diagnostics.length - items.length} more`));
    return [el("details", { class: "forgiven" }, el("summary", {}, "Read as if it were whole"), el("ul", {}, items))];
  }

  // The lines of the capture to look at: those of the request, if it is there, or else that of the code.
  function snippet(finding, lines) {
    const blamed = (finding.blame || []).filter((part) => part.span);
    const marks = blamed.slice(0, MOST_MARKS).map((part) => ({ span: part.span, label: lastStep(part.name) }));
    if (marks.length === 0 && finding.span) marks.push({ span: finding.span, label: "" });
    if (marks.length === 0) return [];
    const groups = new Map();
    for (const mark of marks.sort((a, b) => a.span.start - b.span.start)) {
      groups.set(mark.span.line, [...(groups.get(mark.span.line) || []), mark]);
    }
    const width = String(Math.max(...groups.keys())).length;
    const drawn = [...groups].map(([number, group]) => row(lines, String(number).padStart(width), group));
    const place = marks[0].span;
    return [el("figure", { class: "snippet" },
      el("figcaption", {}, `line ${place.line}, column ${place.column}`),
      el("pre", { tabindex: "0", role: "group", "aria-label": "The place in the text" }, drawn))];
  }

  // One line with its marks, and below it one with carets for each.
  function row(lines, number, marks) {
    const line = lines.around(marks[0].span.start);
    const parts = [];
    const carets = [];
    const first = errdex.printable(line.text(line.start, marks[0].span.start));
    const cut = first.length > BEFORE;
    let column = cut ? BEFORE + 1 : first.length;
    parts.push(cut ? "…" + tail(first, BEFORE) : first);
    let at = marks[0].span.start;
    for (const { span, label } of marks) {
      const start = Math.max(span.start, at);
      const end = Math.max(Math.min(span.end, line.end), start);
      if (span.start > at) {
        const between = errdex.printable(line.text(at, span.start));
        parts.push(between);
        column += between.length;
      }
      const marked = errdex.printable(line.text(start, end));
      const shown = marked.length > MOST_MARKED ? marked.slice(0, MOST_MARKED) + "…" : marked;
      if (shown !== "") parts.push(el("mark", { "data-start": span.start, "data-end": span.end }, shown));
      carets.push(" ".repeat(column) + "^".repeat(Math.max([...shown].length, 1)) + (label ? " " + label : ""));
      column += shown.length;
      at = end;
    }
    const rest = errdex.printable(line.text(at, line.end));
    parts.push(rest.length > BEHIND ? rest.slice(0, BEHIND) + "…" : rest);
    const gutter = " ".repeat(number.length);
    return [
      el("span", { class: "gutter" }, number + " | "), ...parts, document.createTextNode("\n"),
      ...carets.flatMap((caret) => [el("span", { class: "gutter" }, gutter + " | "), el("span", { class: "caret" }, caret), document.createTextNode("\n")]),
    ];
  }

  function tail(text, length) {
    const from = text.length - length;
    const low = text.charCodeAt(from);
    return text.slice(low >= 0xdc00 && low <= 0xdfff ? from + 1 : from);
  }

  function lastStep(name) {
    return name.split(".").filter((step) => step !== "").pop() || name;
  }

  // Lines of a text of bytes: places in the contract count bytes of it.
  class Lines {
    constructor(bytes) {
      this.bytes = bytes;
      this.decoder = new TextDecoder();
    }

    around(offset) {
      const start = offset === 0 ? 0 : this.bytes.lastIndexOf(10, offset - 1) + 1;
      const next = this.bytes.indexOf(10, offset);
      const end = next < 0 ? this.bytes.length : next;
      // No more of a very long line is decoded than can be shown.
      const near = Math.max(start, offset - 8 * BEFORE);
      const far = Math.min(end, offset + 16384);
      const boundary = (at) => { while (at > start && at < end && (this.bytes[at] & 0xc0) === 0x80) at -= 1; return at; };
      return { start: boundary(near), end: boundary(far), text: (from, to) => this.decoder.decode(this.bytes.subarray(from, to)) };
    }
  }

  errdex.el = el;
  errdex.draw = draw;
})();
