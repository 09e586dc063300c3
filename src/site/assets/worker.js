// The worker: holds the engine, so that the page stays free while a large paste is read.
//
// It is given to the browser as a blob made of this function's own text (client.js), as a page opened from a disk may start no worker
// from a file. Everything between page and engine goes through here: bytes in, bytes out.
self.errdexWorker = function () {
  "use strict";

  let engine = null;

  function give(bytes) {
    const at = engine.input(bytes.length) >>> 0;
    new Uint8Array(engine.memory.buffer, at, bytes.length).set(bytes);
  }

  function encode(text) {
    return new TextEncoder().encode(text);
  }

  // A copy: the engine's memory moves.
  function taken(at, length) {
    return new Uint8Array(engine.memory.buffer, at >>> 0, length >>> 0).slice();
  }

  function answer() {
    return new TextDecoder().decode(taken(engine.answer(), engine.answer_len()));
  }

  // An export returns whether it went well; if not, the answer is the message.
  function call(name, bytes) {
    give(bytes);
    if (!engine[name]()) throw new Error(answer());
    return answer();
  }

  const calls = {
    async load({ engine: code, catalog }) {
      engine = (await WebAssembly.instantiate(code, {})).instance.exports;
      call("load", catalog);
      // What the first question would wait for: the shapes of codes, and the index of words.
      call("explain", encode("code: 0"));
      call("search", encode("0"));
    },
    explain(bytes) {
      const json = call("explain", bytes);
      const pages = JSON.parse(new TextDecoder().decode(taken(engine.pages(), engine.pages_len())));
      return { json, pages, text: taken(engine.text(), engine.text_len()) };
    },
    search(query) {
      return JSON.parse(call("search", encode(query)));
    },
  };

  self.onmessage = async ({ data }) => {
    try {
      self.postMessage({ id: data.id, value: await calls[data.call](data.what) });
    } catch (error) {
      // After a trap the engine's memory is in no order: the page starts another worker.
      self.postMessage({ id: data.id, error: String(error.message || error), dead: !(error instanceof Error) || error.name !== "Error" });
    }
  };
};
