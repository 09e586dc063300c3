// The site in a real browser: node tests/browser/run.mjs ERRDEX FOLDER, called by scripts/browser, which says what it needs.
//
// FOLDER is for the site and the pasted texts; with ERRDEX_SITE the site there is tested as it is. Figures of time are printed, and no test.

import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

import * as compare from "./compare.mjs";
import { build, comparable, corpus, explainedFile, har, hostile, log } from "./corpus.mjs";
import { axeSource, launch, open, paste, prepare, serve } from "./page.mjs";

const [errdex, folder] = process.argv.slice(2);
const site = path.resolve(process.env.ERRDEX_SITE || path.join(folder, "site"));
const problems = [];
const ids = new Map();
const ALLOWED = new Set([
  "article", "details", "summary", "h3", "h4", "span", "code", "figure", "figcaption", "pre", "mark", "dl", "div", "dt", "dd", "p", "ul", "ol", "li", "a",
]);

const SEARCHES = [["eq2012007", "equinix/EQ-2012007"], ["EQ-201200", "equinix/EQ-2012006"], ["invoice permission", "equinix/EQ-2086005"]];
// Pages for axe, one of each kind.
// Looked for when the site is there.
const pages = () => ({
  home: "", provider: "equinix/", code: "equinix/EQX-121-403/", operation: firstBelow("equinix/operations"), rule: firstBelow("errdex/request"),
  family: "equinix/EQ-2012/", status: "http/403/", guide: "guide/start/",
});

function firstBelow(name) {
  const below = path.join(site, name);
  const all = fs.existsSync(below) ? fs.readdirSync(below, { withFileTypes: true }) : [];
  const first = all.filter((one) => one.isDirectory()).map((one) => one.name).sort()[0];
  return first === undefined ? undefined : `${name}/${first}/`;
}

async function step(name, work) {
  const before = problems.length;
  const begun = Date.now();
  const note = await work();
  const wrong = problems.length - before;
  console.log(`browser: ${name}: ${wrong === 0 ? "ok" : wrong + " PROBLEMS"}${note ? ", " + note : ""} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
}

function expect(whether, problem) {
  if (!whether) problems.push(problem);
}

// Whether a link of the home page leads to a page that there is, and to a place on it.
function leads(link) {
  const [file, anchor] = link.split("#");
  const name = path.join(site, file.endsWith("index.html") ? file : file + "index.html");
  if (!ids.has(name)) {
    const html = fs.existsSync(name) ? fs.readFileSync(name, "utf8") : undefined;
    // A page that leads elsewhere has no places.
    ids.set(name, html && { moved: html.includes('http-equiv="refresh"'), all: new Set([...html.matchAll(/ id="([^"]*)"/g)].map((found) => found[1])) });
  }
  const found = ids.get(name);
  return found !== undefined && (anchor === undefined || found.moved || found.all.has(anchor));
}

// Every entry has an address, and a page there: also those whose names cannot be addresses.
async function addresses(page, where) {
  const { entries } = JSON.parse(fs.readFileSync(path.join(site, "index.json"), "utf8"));
  const links = await page.evaluate(async (all) => {
    const found = [];
    for (const id of all) {
      const hit = (await self.errdex.search(id)).find((one) => one.id === id);
      if (hit) found.push([id, self.errdex.href(id, hit.page)]);
    }
    return found;
  }, entries.map((entry) => entry.id));
  for (const [id, link] of links) expect(leads(link), `${where}: ${id} is said to be at ${link}`);
  const missed = entries.length - links.length;
  expect(missed === 0, `${where}: ${missed} entries are not found by their id`);
  return `${links.length} entries`;
}

// The example that the button shows is one of the catalog, and is explained.
async function sample(page, where) {
  await page.click("[data-paste] [data-example]");
  await page.waitForSelector("[data-result] article");
  const { findings } = await page.evaluate(() => self.testing.settled());
  expect(findings.length === 1 && findings[0].verdict === "matched", `${where}: the example is ${JSON.stringify(findings.map((one) => one.verdict))}`);
  return findings.map((one) => one.ids[0]).join();
}

// The field of any other page loads what it needs when it is turned to, and finds what was typed before that.
async function elsewhere(browser, home, origin, where) {
  if (!fs.existsSync(path.join(site, "equinix/EQ-2010005"))) return "SKIPPED, the site has no such page";
  const page = await open(browser, home.replace("index.html", "") + "equinix/EQ-2010005/index.html", origin, problems);
  expect(await page.evaluate(() => document.scripts.length === 1 && !self.errdex), `${where}: the page of a code loads more than it needs`);
  await page.keyboard.press("/");
  await page.keyboard.type("EQ-2012007");
  await page.waitForSelector("[data-search] li");
  await Promise.all([page.waitForURL(/EQ-2012007/), page.keyboard.press("Enter")]);
  expect((await page.textContent("h1")).includes("EQ-2012007"), `${where}: Enter leads to ${page.url()}`);
  await page.context().close();
}

async function pastes(page, texts, where) {
  let masked = 0;
  for (const { name, text, expect: explanation } of texts) {
    const { json, redacted, shown } = await paste(page, text);
    const differs = compare.difference(comparable(json), explanation);
    expect(!differs, `${where}: ${name}: the engine's answer ${differs}`);
    const isMasked = explanation.input.redactions > 0;
    masked += isMasked ? 1 : 0;
    expect(isMasked ? redacted.includes("[redacted]") : redacted === text, `${where}: ${name}: the engine's text is another`);
    const bytes = Buffer.from(redacted);
    const wrong = compare.places(explanation, bytes) || compare.box(shown, explanation, bytes, leads);
    expect(!wrong, `${where}: ${name}: ${wrong}`);
  }
  return `${texts.length} texts as the program explains them, ${masked} with secrets`;
}

async function drops(page, where) {
  const text = har();
  const file = path.join(folder, "session.har");
  fs.writeFileSync(file, text);
  await page.evaluate((text) => self.testing.drop("session.har", text), text);
  await page.waitForFunction(() => document.querySelectorAll("[data-result] article").length === 1);
  const shown = await page.evaluate(() => self.testing.settled());
  const redacted = await page.evaluate(async (text) => new TextDecoder().decode((await self.errdex.explain(new TextEncoder().encode(text))).text), text);
  const explanation = explainedFile(errdex, file);
  const wrong = compare.places(explanation, Buffer.from(redacted)) || compare.box(shown, explanation, Buffer.from(redacted), leads);
  expect(!wrong, `${where}: a dropped HAR file: ${wrong}`);
  expect(!(await page.evaluate(() => document.body.innerText)).includes("s3cr3tt0kenf0rnobody"), `${where}: a secret of the HAR file is shown`);
}

async function search(page, home, where) {
  for (const [query, id] of SEARCHES) {
    await page.locator("[data-search] input").fill("");
    await page.locator("[data-search] input").pressSequentially(query);
    const first = page.locator("[data-search] li").first();
    await page.waitForFunction(([id]) => document.querySelector("[data-search] li")?.dataset.id === id, [id], { timeout: 20_000 }).catch(() => {});
    const found = (await first.count()) > 0 ? await first.getAttribute("data-id") : "nothing";
    expect(found === id, `${where}: ${query} finds ${found} first, not ${id}`);
  }
  const option = page.locator('[data-search] li[aria-selected="true"]');
  // What the last letter finds may come after the key, and begins with nothing selected.
  for (let tries = 0; tries < 10 && (await option.count()) === 0; tries += 1) {
    await page.keyboard.press("ArrowDown");
    await option.waitFor({ timeout: 1_000 }).catch(() => {});
  }
  const active = await page.locator("[data-search] input").getAttribute("aria-activedescendant");
  const selected = await option.getAttribute("id");
  expect(active !== null && active === selected, `${where}: the option that is selected is not the one that is told`);
  if (!fs.existsSync(path.join(site, "equinix"))) return console.log("browser: search: SKIPPED going to the page, the site has none");
  await Promise.all([page.waitForURL(/EQ-2086005/), page.keyboard.press("Enter")]);
  expect((await page.textContent("h1")).includes("EQ-2086005"), `${where}: Enter leads to ${page.url()}`);
  await page.goto(home);
  await prepare(page);
}

async function hostiles(page, where) {
  const all = hostile();
  for (const text of all) {
    const { shown } = await paste(page, text);
    const foreign = shown.names.filter((name) => !ALLOWED.has(name));
    expect(foreign.length === 0, `${where}: ${JSON.stringify(text)} made ${foreign}`);
    expect(!shown.controls, `${where}: ${JSON.stringify(text)} shows control characters`);
    expect(!shown.findings.some(({ links }) => links.some((link) => /^\w+:/.test(link))), `${where}: ${JSON.stringify(text)} made a link`);
  }
  return `${all.length} texts`;
}

async function links(page, where) {
  const text = "Authorization: Bearer s3cr3tt0kenf0rnobody\n" + "EQX-121-403: You don't have permission to use this account.\n";
  const { shown } = await paste(page, text);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]).catch(() => {});
  await page.click("[data-paste] [data-link]");
  await page.waitForFunction(() => /link/i.test(document.querySelector("[data-status]").textContent));
  const copied = await page.evaluate(() => (location.hash ? location.href : navigator.clipboard.readText()));
  expect(/#paste=[A-Za-z0-9_-]+$/.test(copied), `${where}: the link is ${copied}`);
  await page.goto("about:blank");
  await page.goto(copied);
  await prepare(page);
  await page.waitForSelector("[data-result] article");
  const again = await page.evaluate(() => self.testing.settled());
  expect(!compare.difference(again.findings, shown.findings), `${where}: the link shows something else: ${compare.difference(again.findings, shown.findings)}`);
  const field = await page.inputValue("[data-paste] textarea");
  expect(field.includes("[redacted]") && !field.includes("s3cr3t"), `${where}: the link has ${field}`);
}

// How long things take, and how long the page stands still meanwhile.
async function figures(browser, home, origin) {
  const page = await open(browser, home, origin, problems);
  await prepare(page);
  const cold = await page.evaluate(async () => { const begun = performance.now(); await self.errdex.warm(); return performance.now() - begun; });
  const first = await paste(page, '[{"errorCode":"EQ-2012007","errorMessage":"Permission denied to update or cancel."}]');
  const second = await paste(page, "error EQX-121-403\n");
  await page.evaluate(() => {
    self.longest = 0;
    let last = performance.now();
    setInterval(() => { const now = performance.now(); self.longest = Math.max(self.longest, now - last); last = now; }, 5);
  });
  const large = await paste(page, log(1 << 20));
  const stood = await page.evaluate(() => self.longest);
  const search = await page.evaluate(async () => {
    await self.errdex.search("x");
    const begun = performance.now();
    for (const query of ["i", "in", "invo", "invoice permission", "invioce"]) await self.errdex.search(query);
    return (performance.now() - begun) / 5;
  });
  await page.context().close();
  const ms = (time) => time.toFixed(0) + " ms";
  return [
    `engine and catalog ${ms(cold)}`, `first explanation ${ms(first.shown.took)}`, `second ${ms(second.shown.took)}`,
    `1 MB ${ms(large.shown.took)} (${large.shown.findings.length} shown), the page stood still for ${ms(stood)}`, `a search ${search.toFixed(1)} ms`,
  ].join(", ");
}

async function accessible(browser, home, origin) {
  const done = [];
  for (const [name, address] of Object.entries(pages())) {
    if (address === undefined || !fs.existsSync(path.join(site, address, "index.html"))) {
      expect(false, `axe: the site has no page of the kind ${name}`);
      continue;
    }
    for (const colorScheme of ["light", "dark"]) {
      const page = await open(browser, home.replace("index.html", "") + address + "index.html", origin, problems, { colorScheme });
      if (name === "home") {
        await prepare(page);
        await paste(page, "error EQX-121-403\nEQ-2012999\nEQ-2012007: other\nEQ-2010005: other\n");
      }
      // By the debugger, as the page's policy lets no other script in.
      await page.evaluate(axeSource);
      const { violations } = await page.evaluate(() => self.axe.run(document, { resultTypes: ["violations"] }));
      for (const { id, nodes } of violations) problems.push(`axe: ${name}, ${colorScheme}: ${id}: ${nodes.slice(0, 3).map((node) => node.html).join(" ")}`);
      await page.context().close();
    }
    done.push(name);
  }
  return done.join(", ");
}

// No script or style stands in a page itself.
function inline() {
  const pages = fs.readdirSync(site, { recursive: true }).filter((name) => name.endsWith(".html"));
  for (const name of pages) {
    const html = fs.readFileSync(path.join(site, name), "utf8");
    const tags = html.match(/<[a-z][^<>]*>/gi) || [];
    const wrong = tags.find((tag) => /^<style|\s(style|on[a-z]+)\s*=\s*["']/i.test(tag) || (/^<script/i.test(tag) && !/\ssrc=/.test(tag)));
    expect(!wrong, `${name}: has ${wrong}`);
    expect(/<meta http-equiv="Content-Security-Policy"/.test(html), `${name}: has no Content-Security-Policy`);
  }
  return `${pages.length} pages`;
}

async function visit(browser, where, home, origin, texts) {
  const page = await open(browser, home, origin, problems);
  await prepare(page);
  await step(`${where}: paste`, () => pastes(page, texts, where));
  await step(`${where}: drop a HAR file`, () => drops(page, where));
  await step(`${where}: the example`, () => sample(page, where));
  await step(`${where}: search`, () => search(page, home, where));
  await step(`${where}: search on another page`, () => elsewhere(browser, home, origin, where));
  await step(`${where}: addresses`, () => addresses(page, where));
  await step(`${where}: hostile texts`, () => hostiles(page, where));
  await step(`${where}: copy a link`, () => links(page, where));
  await page.context().close();
  await step(`${where}: figures of this machine, at this time`, () => figures(browser, home, origin));
}

if (!process.env.ERRDEX_SITE) build(errdex, site);
const texts = corpus(errdex, path.join(folder, "texts"));
const browser = await launch();
const server = await serve(site, "/some/base/");
try {
  await step("no inline script or style", inline);
  const disk = pathToFileURL(site).href + "/";
  await visit(browser, "from a disk", disk + "index.html", disk, texts);
  await visit(browser, "from a server", server.root + "index.html", server.root, texts);
  await step("axe", () => accessible(browser, server.root + "index.html", server.root));
} finally {
  await browser.close();
  server.stop();
}
for (const problem of problems.slice(0, 50)) console.log("browser: " + problem);
if (problems.length > 0) {
  console.log(`browser: ${problems.length} problems`);
  process.exitCode = 1;
}
