// Between a page and the engine: loads both engine and catalog when they are first needed, and asks the worker.
//
//   errdex.explain(bytes) -> Promise of { json, text (bytes), pages }
//   errdex.search(query)  -> Promise of a list of entries
//   errdex.href(id, page) -> the address of an entry's page
//   errdex.printable(text)-> the text with its control characters made visible
(function () {
  "use strict";

  const ROOT = document.documentElement.dataset.root || "";
  const FROM_DISK = location.protocol === "file:";

  let worker = null;
  let ready = null;
  let bytes = null;
  // Of the entries that do not stand at their name.
  let addresses = {};
  let last = 0;
  const waiting = new Map();

  function asset(name) {
    return ROOT + "assets/" + name;
  }

  // What a script sets as `self[key]`.
  function script(name, key) {
    return new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = asset(name);
      element.onload = () => {
        const value = self[key];
        delete self[key];
        element.remove();
        resolve(value);
      };
      element.onerror = () => reject(new Error(name + " cannot be loaded"));
      document.head.append(element);
    });
  }

  async function fetched(name) {
    const response = await fetch(asset(name));
    if (!response.ok) throw new Error(name + " cannot be loaded (" + response.status + ")");
    return new Uint8Array(await response.arrayBuffer());
  }

  // From a disk nothing can be fetched, but scripts can be loaded: they carry the bytes as base64.
  async function carried(name, key) {
    return Uint8Array.from(atob(await script(name, key)), (c) => c.charCodeAt(0));
  }

  async function loaded() {
    const parts = FROM_DISK
      ? [carried("engine.js", "errdexEngine"), carried("catalog.js", "errdexCatalog")]
      : [fetched("engine.wasm"), fetched("catalog.image")];
    const [engine, catalog, apart] = await Promise.all([...parts, script("addresses.js", "errdexAddresses")]);
    addresses = apart;
    return { engine, catalog };
  }

  function post(call, what) {
    return new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, call, what });
    });
  }

  function start() {
    const source = new Blob(["(" + self.errdexWorker + ")()"], { type: "text/javascript" });
    const address = URL.createObjectURL(source);
    worker = new Worker(address);
    worker.onmessage = ({ data }) => {
      const { resolve, reject } = waiting.get(data.id);
      waiting.delete(data.id);
      if (!("error" in data)) return resolve(data.value);
      if (data.dead) stop("The engine failed on this text and was started again.");
      reject(new Error(data.dead ? "The engine failed on this text and was started again." : data.error));
    };
    worker.onerror = () => stop("The engine could not be started.");
  }

  // Ends the worker; all that wait are told why, and the next question starts another.
  function stop(reason) {
    worker.terminate();
    worker = null;
    ready = null;
    for (const { reject } of waiting.values()) reject(new Error(reason));
    waiting.clear();
  }

  async function begin() {
    bytes = bytes || (await loaded());
    start();
    await post("load", bytes);
  }

  function warm() {
    if (!ready) {
      ready = begin();
      ready.catch(() => { ready = null; });
    }
    return ready;
  }

  async function ask(call, what) {
    await warm();
    return post(call, what);
  }

  // Where an entry stands: what the site says, or else at its name.
  function href(id, { name, slug }) {
    const address = addresses[id] || name + "/" + (slug ? "#" + slug : "");
    return ROOT + (FROM_DISK ? address.replace(/\/(?=#|$)/, "/index.html") : address);
  }

  // As `printable` in src/render/mod.rs: controls of ASCII as their pictures, others and marks of direction as U+FFFD.
  const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

  function shown(c) {
    const code = c.charCodeAt(0);
    if (c === "\n" || c === "\r" || c === "\t") return " ";
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? "\u2421" : "\ufffd";
  }

  function printable(text) {
    return String(text).replace(CONTROLS, shown);
  }

  self.errdex = {
    warm,
    href,
    printable,
    explain: (what) => ask("explain", what),
    search: (query) => ask("search", query),
  };
})();
