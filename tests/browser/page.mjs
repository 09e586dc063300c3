// The browser, one page in it, and what the paste box on that page shows.

import { createRequire } from "node:module";
import http from "node:http";
import fs from "node:fs";
import path from "node:path";

const require = createRequire(path.resolve(process.env.ERRDEX_BROWSER_MODULES, "package.json"));
const { chromium } = require("playwright-core");
export const axeSource = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const ARGUMENTS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

export const launch = () => chromium.launch({ executablePath: process.env.ERRDEX_CHROMIUM, args: ARGUMENTS });

const TYPES = {
  ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".json": "application/json",
  ".md": "text/markdown", ".xml": "application/xml", ".image": "application/octet-stream",
};

// Serves a folder below a base path, on this machine only.
export function serve(folder, base) {
  const server = http.createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, "http://x").pathname);
    let file = path.join(folder, path.normalize(name.slice(base.length)));
    if (fs.existsSync(file) && fs.statSync(file).isDirectory()) file = path.join(file, "index.html");
    if (!name.startsWith(base) || !file.startsWith(folder) || !fs.existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[path.extname(file)] || "text/plain" });
    response.end(fs.readFileSync(file));
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve({ root: `http://127.0.0.1:${server.address().port}${base}`, stop: () => server.close() }));
  });
}

// A page that is watched: whatever should not happen on it becomes a problem.
export async function open(browser, url, origin, problems, options = {}) {
  const context = await browser.newContext({ acceptDownloads: false, ...options });
  context.setDefaultTimeout(120_000);
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.error("CSP: " + event.violatedDirective + " " + event.blockedURI));
  });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(`${url}: console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`${url}: ${error.message}`));
  page.on("dialog", async (dialog) => {
    problems.push(`${url}: a dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  context.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith(origin) && !asked.startsWith("blob:") && !asked.startsWith("data:")) problems.push(`${url}: asked for ${asked}`);
  });
  await page.goto(url);
  return page;
}

// Pastes a text; what the box then shows, the contract it was made of, and the text that this points into.
export function paste(page, text) {
  return page.evaluate(async (text) => {
    const field = document.querySelector("[data-paste] textarea");
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    // As a browser does it: what the page does not take is put into the field.
    if (field.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }))) {
      field.value = text;
      field.dispatchEvent(new InputEvent("input", { inputType: "insertFromPaste", bubbles: true }));
    }
    const answer = await self.errdex.explain(new TextEncoder().encode(text));
    return { json: answer.json, redacted: new TextDecoder("utf-8", { ignoreBOM: true }).decode(answer.text), shown: await self.testing.settled() };
  }, text);
}

// Functions of the page that the tests call.
export function prepare(page) {
  return page.evaluate(() => {
    const box = document.querySelector("[data-paste]");
    const result = box.querySelector("[data-result]");
    const pause = () => new Promise((resolve) => setTimeout(resolve, 2));
    const text = (element) => (element ? element.textContent : undefined);

    function shown(article) {
      const values = [...article.querySelectorAll(".values > div")].map((row) => [row.dataset.name, text(row.querySelector("dd"))]);
      return {
        verdict: article.dataset.verdict,
        primary: article.hasAttribute("data-primary"),
        code: text(article.querySelector(".finding-code")),
        ids: [...article.querySelectorAll(".candidate")].map((one) => one.dataset.id),
        evidence: [...article.querySelectorAll(".candidate")].map((one) => one.dataset.evidence),
        links: [...article.querySelectorAll(".candidate a")].map((one) => one.getAttribute("href")),
        fixes: [...article.querySelectorAll('[data-name="fix"] dd')].map(text),
        values: Object.fromEntries(values),
        marks: [...article.querySelectorAll("mark")].map((mark) => [Number(mark.dataset.start), Number(mark.dataset.end), mark.textContent]),
        place: text(article.querySelector("figcaption")),
      };
    }

    self.testing = {
      async settled() {
        do await pause(); while (box.hasAttribute("aria-busy"));
        return {
          status: text(box.querySelector("[data-status]")),
          took: Number(result.dataset.took),
          findings: [...result.querySelectorAll("article")].map(shown),
          names: [...new Set([...result.querySelectorAll("*")].map((one) => one.localName))],
          controls: /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/.test(result.textContent),
        };
      },
      drop(name, content) {
        const transfer = new DataTransfer();
        transfer.items.add(new File([content], name));
        box.querySelector("[data-drop]").dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
      },
    };
  });
}
