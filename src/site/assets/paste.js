// The paste box: takes a text by pasting, typing, dropping or choosing a file, or from the address, and shows what it means.
(function () {
  "use strict";

  const box = document.querySelector("[data-paste]");
  if (!box || !self.errdex) return;
  const find = (name) => box.querySelector("[data-" + name + "]");
  const field = box.querySelector("textarea");
  const [drop, file, chooser, clear, link, status, result] = ["drop", "file", "chooser", "clear", "link", "status", "result"].map(find);

  const MOST_BYTES = 64 << 20;
  // A longer text is not put into the field, which would stand still for seconds.
  const MOST_TYPED = 1 << 18;
  // What is typed is explained when there is a pause; what is pasted at once.
  const PAUSE = 120;
  // Mail programs and chats cut longer addresses.
  const MOST_LINK = 8000;
  // What an address may unfold to.
  const MOST_UNFOLDED = 1 << 20;
  let next = null;
  let busy = false;
  let timer = 0;
  let shown = null;

  // One text at a time; of those that come meanwhile, only the last is explained.
  async function explain(bytes) {
    clearTimeout(timer);
    next = bytes;
    if (busy) return;
    busy = true;
    box.setAttribute("aria-busy", "true");
    while (next !== null) {
      const asked = next;
      next = null;
      try {
        await explained(asked);
      } catch (error) {
        show([], "");
        say(error.message);
      }
    }
    box.removeAttribute("aria-busy");
    busy = false;
  }

  async function explained(bytes) {
    if (bytes.length === 0) return show([], "");
    const late = setTimeout(() => say("Reading…"), 200);
    const begun = performance.now();
    try {
      const { json, text, pages } = await errdex.explain(bytes);
      if (next !== null) return;
      const explanation = JSON.parse(json);
      show(errdex.draw(explanation, text, pages), summary(explanation));
      shown = text;
      // For tests/browser, which prints it.
      result.dataset.took = String(performance.now() - begun);
      link.hidden = false;
    } finally {
      clearTimeout(late);
    }
  }

  function summary({ findings, input, more }) {
    const count = findings.length + (more || 0);
    const masked = input.redactions === 0 ? "" : input.redactions === 1 ? " One secret was masked." : ` ${input.redactions} secrets were masked.`;
    if (count === 0) return "No known error: no code of the catalog, no documented message, no HTTP status." + masked;
    return (count === 1 ? "One error." : count + " errors.") + masked;
  }

  function show(elements, summary) {
    shown = null;
    result.replaceChildren(...elements);
    result.hidden = elements.length === 0;
    link.hidden = true;
    clear.hidden = field.value === "" && file.hidden;
    say(summary);
  }

  function say(text) {
    status.textContent = text;
  }

  function typed() {
    file.hidden = true;
    return new TextEncoder().encode(field.value);
  }

  async function opened(one) {
    if (one.size > MOST_BYTES) return say(`${errdex.printable(one.name)} is larger than ${MOST_BYTES >> 20} MiB; errdex explains it in a terminal.`);
    await held(one.name, new Uint8Array(await one.arrayBuffer()));
  }

  // Explains a text that is named and not shown as a whole.
  function held(name, bytes) {
    field.value = "";
    file.textContent = errdex.printable(`${name} (${size(bytes.length)})`);
    file.hidden = false;
    return explain(bytes);
  }

  function size(bytes) {
    return bytes < 1024 ? bytes + " bytes" : bytes < 1 << 20 ? Math.round(bytes / 1024) + " kB" : (bytes / (1 << 20)).toFixed(1) + " MB";
  }

  function fill(text) {
    if (text.length > MOST_TYPED) return held("Pasted text", new TextEncoder().encode(text));
    field.value = text;
    return explain(typed());
  }

  // The redacted text in the address, packed; the part behind `#` is sent to no server.
  async function address(text) {
    const packed = await through(text, new CompressionStream("deflate-raw"), Infinity);
    const base64 = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(""));
    const url = new URL(location.href);
    url.hash = "paste=" + base64.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
    return url.href;
  }

  async function through(bytes, stream, most) {
    const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
    const parts = [];
    let length = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > most) { await reader.cancel(); throw new Error("The text in the address is too long."); }
      parts.push(value);
    }
    return new Uint8Array(await new Blob(parts).arrayBuffer());
  }

  async function copyLink() {
    if (!shown) return;
    if (shown.length > 16 * MOST_LINK) return say("Too long for a link.");
    const text = await address(shown);
    if (text.length > MOST_LINK) return say("Too long for a link.");
    try {
      await navigator.clipboard.writeText(text);
      say("Link copied. It holds the text, without its secrets.");
    } catch {
      history.replaceState(null, "", text);
      say("The link is in the address bar. It holds the text, without its secrets.");
    }
  }

  async function fromAddress() {
    const found = /^#paste=([A-Za-z0-9_-]+)$/.exec(location.hash);
    if (!found) return;
    try {
      const packed = Uint8Array.from(atob(found[1].replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
      fill(new TextDecoder().decode(await through(packed, new DecompressionStream("deflate-raw"), MOST_UNFOLDED)));
      box.scrollIntoView({ block: "start" });
    } catch {
      say("The text in this address cannot be read.");
    }
  }

  field.addEventListener("input", (event) => {
    const at_once = event.inputType === "insertFromPaste" || event.inputType === "insertFromDrop" || field.value === "";
    clearTimeout(timer);
    timer = setTimeout(() => explain(typed()), at_once ? 0 : PAUSE);
  });
  field.addEventListener("paste", (event) => {
    const text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (text.length <= MOST_TYPED) return;
    event.preventDefault();
    fill(text);
  });
  // Loads the engine before it is needed.
  field.addEventListener("focus", () => errdex.warm().catch((error) => say(error.message)));
  find("open").addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => {
    if (chooser.files.length > 0) opened(chooser.files[0]);
    chooser.value = "";
  });
  const example = find("example");
  example.hidden = !box.dataset.sample;
  example.addEventListener("click", () => fill(box.dataset.sample));
  clear.addEventListener("click", () => { fill(""); field.focus(); });
  link.addEventListener("click", copyLink);

  const holdsFile = (event) => event.dataTransfer !== null && [...event.dataTransfer.types].includes("Files");
  drop.addEventListener("dragover", (event) => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    drop.classList.add("paste-over");
  });
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("paste-over"));
  drop.addEventListener("drop", (event) => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    if (event.dataTransfer.files.length > 0) opened(event.dataTransfer.files[0]);
  });
  self.addEventListener("hashchange", fromAddress);

  box.hidden = false;
  fromAddress();
})();
