// What is pasted, and what the program says of it: the captures of tests/data, and every example of the catalog.

import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";

// Beside the built-in catalog: providers that the captures are of, and names that cannot be addresses.
const CATALOGS = ["tests/data/any-api", "tests/data/odd-names"].flatMap((folder) => ["--catalog", folder]);
const BATCH = 100;

// As a text field has it: valid Unicode, with line ends of one kind.
function pasted(bytes) {
  return bytes.toString("utf8").replace(/\r\n?/g, "\n");
}

function run(errdex, args) {
  return execFileSync(errdex, args, { maxBuffer: 1 << 29, stdio: ["ignore", "pipe", "ignore"] });
}

// The program ends with 1 where it found nothing; what it printed counts.
function explained(errdex, files) {
  const args = ["explain", "--format", "json", ...CATALOGS, ...files];
  try {
    return run(errdex, args);
  } catch (error) {
    if (error.status !== 1) throw error;
    return error.stdout;
  }
}

// The contract without what only the program knows: the file's name, and the folder a catalog was given by.
export function comparable(json) {
  const explanation = JSON.parse(json);
  delete explanation.input.name;
  for (const finding of explanation.findings) for (const candidate of finding.candidates) delete candidate.catalog;
  return explanation;
}

export function build(errdex, site) {
  run(errdex, ["docs", "build", ...CATALOGS, "--guide", "docs/site", "-o", site]);
}

export function explainedFile(errdex, file) {
  return comparable(explained(errdex, [path.resolve(file)]).toString());
}

// All texts, each with its name and the program's explanation.
export function corpus(errdex, folder) {
  const texts = [];
  const captures = "tests/data/captures";
  for (const name of fs.readdirSync(captures, { recursive: true }).sort()) {
    const file = path.join(captures, name);
    if (name !== "INDEX.tsv" && fs.statSync(file).isFile()) texts.push({ name, text: pasted(fs.readFileSync(file)) });
  }
  const { entries } = JSON.parse(run(errdex, ["catalog", "dump"]));
  for (const { id, examples = [] } of entries) {
    for (const { request, response } of examples) {
      texts.push({ name: id, text: pasted(Buffer.from(request ? "$ " + request + "\n" + response : response)) });
    }
  }
  texts.push(...secrets());
  fs.mkdirSync(folder, { recursive: true });
  texts.forEach((one, at) => {
    one.file = path.join(folder, at + ".txt");
    fs.writeFileSync(one.file, one.text);
  });
  for (let at = 0; at < texts.length; at += BATCH) {
    const batch = texts.slice(at, at + BATCH);
    const lines = explained(errdex, batch.map((one) => one.file)).toString().trimEnd().split("\n");
    if (lines.length !== batch.length) throw new Error(`${batch.length} texts, ${lines.length} explanations`);
    batch.forEach((one, i) => { one.expect = comparable(lines[i]); });
  }
  return texts;
}

// Calls with secrets before, beside and behind what is to be marked, in several dresses: a mask is longer or shorter than what it hides.
function secrets() {
  const token = "Bearer 9f8e7d6c5b4a39281706f5e4d3c2b1a0";
  const report = '{"errors":[{"code":"EQX-816-403","message":"User [AnnExample] is forbidden to access report of [7d1e3f20]"}]}';
  const curl = (query, body) => `curl -u ann:Tr0ub4dor-and-3 "https://api.equinix.com/v1/reportCenter/reports/7d1e3f20${query}" -H "Authorization: ${token}"${body}`;
  const order = JSON.stringify({ client_secret: "kq83hf72hdkq9s7d", contacts: [{ userName: "ann", password: "x" }], accountNumber: "no" });
  const refused = '[{"errorCode":"EQ-2012010","errorMessage":"Invalid value","additionalInfo":[{"property":"accountNumber","reason":"unknown"}]}]';
  return [
    `$ ${curl("", "")}\n${report}`,
    `$ ${curl("?api_key=sk_live_4eC39HqLyjWDarjtT1zdp7dc", "")}\n${report}`,
    `export PASSWORD=correct-horse-battery\n$ ${curl("", "")}\n${report}\n# token: ghp_16C7e42F292c6912E7710c838347Ae178B4a`,
    `> GET /v1/reportCenter/reports/7d1e3f20 HTTP/1.1\n> Authorization: ${token}\n> Cookie: session=8sd7f6s8d7f6; theme=dark\n<\n< HTTP/1.1 403 Forbidden\n<\n${report}`,
    `curl -X POST https://api.equinix.com/colocations/v2/orders/crossConnects -H 'X-Api-Key: 0123456789abcdef' -d '${order}'\n${refused}`,
    `2026-03-01T12:00:00Z ERROR café ${token} → ${report}`,
    JSON.stringify({ request: { headers: { Authorization: token } }, response: { body: report } }),
    `\u001b[31mAuthorization: ${token}\u001b[0m\n\u001b[1m${report}\u001b[0m`,
  ].map((text, at) => ({ name: `secrets ${at}`, text }));
}

// A HAR file with a failed call among good ones, and a token that must not be shown.
export function har() {
  const entry = (status, url, text) => ({
    startedDateTime: "2026-03-01T12:00:00Z",
    request: { method: "GET", url, headers: [{ name: "Authorization", value: "Bearer s3cr3tt0kenf0rnobody" }], queryString: [] },
    response: { status, headers: [], content: { mimeType: "application/json", text } },
  });
  const body = '{"errors":[{"code":"EQX-816-403","message":"User [AnnExample] is forbidden to access report of [7d1e3f20]"}]}';
  const entries = [
    entry(200, "https://api.equinix.com/v1/reportCenter/reports", "[]"),
    entry(403, "https://api.equinix.com/v1/reportCenter/reports/7d1e3f20", body),
  ];
  return JSON.stringify({ log: { version: "1.2", creator: { name: "test", version: "1" }, entries } });
}

// Texts that would like to be more than text.
export function hostile() {
  const planted = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</textarea><svg onload=alert(1)>", "javascript:alert(1)",
    "\u001b[31mred\u001b[0m\u001b]8;;https://evil.example\u0007link", "\u202egnihton\u2066", "a\u0000b\u0007c\u007f\u0085", "{{ 7*7 }}${alert(1)}",
    "`<b>bold</b>`", "'\"><iframe src=//evil.example>",
  ];
  const shapes = [
    (text) => JSON.stringify([{ errorCode: "EQ-2012007", errorMessage: text, additionalInfo: [{ property: text, reason: text, value: text }] }]),
    (text) => JSON.stringify({ errors: [{ code: "EQX-816-403", message: `User [${text}] is forbidden to access report of [${text}]` }] }),
    (text) => JSON.stringify([{ errorCode: "EQ-2012999", errorMessage: text, correlationId: text }]),
    (text) => `> GET /v1/reportCenter/reports/${text} HTTP/1.1\n> Authorization: ${text}\n< HTTP/1.1 403 ${text}\n{"errors":[{"code":"EQX-816-403","message":"${text}"}]}`,
    (text) => `${text} EQX-121-403 ${text}: ${text}`,
    (text) => `{"errors":[{"code":"EQ-2010005",${text}`,
  ];
  return planted.flatMap((text) => shapes.map((shape) => shape(text)));
}

// So many bytes of a log in which every fiftieth line is an error.
export function log(bytes) {
  const lines = [];
  for (let size = 0, at = 0; size < bytes; at += 1) {
    const good = `2026-03-01T12:00:00Z INFO request ${at} served in 12 ms for customer=acme path=/v1/orders/${at}`;
    const bad = `2026-03-01T12:00:00Z ERROR request ${at}: {"errors":[{"code":"EQX-816-403","message":"User [Ann${at}] is forbidden to access report of [7d1e3f20]"}]}`;
    lines.push(at % 50 === 0 ? bad : good);
    size += lines[at].length + 1;
  }
  return lines.join("\n");
}
