// Whether the box shows what the contract says: field by field, from the elements on the page.

const MOST_FINDINGS = 50;

// As the page makes control characters visible.
function printable(text) {
  const controls = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
  return text.replace(controls, (c) => {
    const code = c.charCodeAt(0);
    if ("\n\r\t".includes(c)) return " ";
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? "\u2421" : "\ufffd";
  });
}

function marked(finding) {
  const blamed = (finding.blame || []).filter((part) => part.span).slice(0, 4).map((part) => part.span);
  const spans = blamed.length > 0 ? blamed : finding.span ? [finding.span] : [];
  return spans.sort((a, b) => a.start - b.start);
}

function expected(finding, primary) {
  const spans = marked(finding);
  return {
    verdict: finding.verdict,
    primary,
    code: finding.code === undefined ? undefined : printable(finding.code),
    ids: finding.candidates.map((candidate) => candidate.id),
    evidence: finding.candidates.map((candidate) => candidate.evidence.join(" ")),
    fixes: finding.candidates.map((candidate) => printable(candidate.fix).replace(/`([^`]+)`/g, "$1")),
    values: Object.fromEntries(Object.entries(finding.values || {}).map(([name, value]) => [name, printable(value)])),
    place: spans.length > 0 ? `line ${spans[0].line}, column ${spans[0].column}` : undefined,
  };
}

// The first difference between two values, as a sentence; nothing where there is none.
export function difference(shown, expect, at = "") {
  if (Object.is(shown, expect)) return undefined;
  const both = [shown, expect].every((value) => typeof value === "object" && value !== null);
  if (!both) return `${at}: shown ${JSON.stringify(shown)}, expected ${JSON.stringify(expect)}`;
  for (const key of new Set([...Object.keys(shown), ...Object.keys(expect)])) {
    const found = difference(shown[key], expect[key], at + "/" + key);
    if (found) return found;
  }
  return undefined;
}

// Marks lie where the contract says; those that overlap are drawn as far as they stand free.
function marks(shown, finding, bytes) {
  const spans = marked(finding);
  for (const [start, end, text] of shown) {
    if (!spans.some((span) => span.start === start && span.end === end)) return `a mark at ${start}..${end} that no span has`;
    const whole = printable(bytes.subarray(start, end).toString("utf8").split("\n")[0]);
    if (text !== whole && !whole.endsWith(text) && !(text.endsWith("…") && whole.startsWith(text.slice(0, -1)))) {
      return `the mark at ${start}..${end} shows ${JSON.stringify(text)}, the text has ${JSON.stringify(whole)}`;
    }
  }
  const visible = spans.filter((span) => span.end > span.start);
  return visible.length > 0 && shown.length === 0 ? "no mark is shown" : undefined;
}

// The spans of an explanation, each with the text that is said to stand there, if it is printed as it stands.
function* spans({ findings, diagnostics = [] }) {
  for (const finding of findings) {
    if (finding.span) yield [finding.span, finding.code];
    for (const { span, value } of finding.blame || []) if (span) yield [span, value];
  }
  for (const { span } of diagnostics) if (span) yield [span, undefined];
}

// Whether the program's places are places of the engine's text: each line and column is counted anew, from the bytes.
export function places(explanation, bytes) {
  for (const [span, text] of spans(explanation)) {
    const start = bytes.lastIndexOf(10, span.start - 1) + 1;
    const line = span.start === 0 ? 1 : bytes.subarray(0, span.start).filter((byte) => byte === 10).length + 1;
    const column = [...bytes.subarray(span.start === 0 ? 0 : start, span.start).toString("utf8")].length + 1;
    if (line !== span.line || column !== span.column) return `the place ${span.start} is line ${line}, column ${column}, not ${span.line}, ${span.column}`;
    const found = bytes.subarray(span.start, span.end).toString("utf8");
    if (text !== undefined && plain(found) && found !== text) return `at ${span.start} stands ${JSON.stringify(found)}, not ${JSON.stringify(text)}`;
  }
  return undefined;
}

// Whether nothing in a text can have been unescaped, unwrapped or taken out of quotes.
function plain(text) {
  return /^[\w.:-]*(\[redacted\])?[\w.:-]*$/.test(text);
}

// What is wrong with the box, or nothing. `bytes` is the redacted text; `leads` tells whether a link leads to a page.
export function box(shown, expect, bytes, leads) {
  const findings = expect.findings.slice(0, MOST_FINDINGS);
  if (expect.primary >= MOST_FINDINGS) findings[MOST_FINDINGS - 1] = expect.findings[expect.primary];
  if (shown.findings.length !== findings.length) return `${shown.findings.length} findings are shown, ${findings.length} expected`;
  for (const [at, finding] of findings.entries()) {
    const { marks: drawn, links, ...fields } = shown.findings[at];
    const wrong = difference(fields, expected(finding, finding === expect.findings[expect.primary]), "finding " + at);
    if (wrong) return wrong;
    if (links.length !== finding.candidates.length) return `finding ${at} has ${links.length} links for ${finding.candidates.length} candidates`;
    const lost = links.find((link) => !leads(link));
    if (lost) return `finding ${at} has a link that leads nowhere: ${lost}`;
    const misplaced = marks(drawn, finding, bytes);
    if (misplaced) return `finding ${at}: ${misplaced}`;
  }
  return undefined;
}
