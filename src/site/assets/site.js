// Small comforts of every page, which works without them: a search field, buttons that copy, addresses without a file name.
(function () {
  "use strict";

  // From a disk a link must name the file; a server knows it.
  if (location.protocol !== "file:") {
    for (const link of document.querySelectorAll('a[href*="index.html"]')) {
      link.setAttribute("href", link.getAttribute("href").replace(/index\.html(?=#|$)/, "") || "./");
    }
  }

  search();
  if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach(copy);

  // What the field needs is loaded when somebody turns to it, unless the page has it.
  function search() {
    const box = document.querySelector("[data-search]");
    if (!box) return;
    const field = box.querySelector("input");
    const has = document.querySelector('script[src$="assets/search.js"]');
    if (!has) field.addEventListener("focus", () => ["worker", "client", "search"].forEach(load), { once: true });
    document.addEventListener("keydown", (event) => {
      const typing = /^(input|textarea|select)$/i.test(event.target.tagName) || event.target.isContentEditable;
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.focus();
    });
    box.hidden = false;
  }

  // In the order in which they are asked for.
  function load(name) {
    const script = document.createElement("script");
    script.async = false;
    script.src = (document.documentElement.dataset.root || "") + "assets/" + name + ".js";
    document.head.append(script);
  }

  function copy(block) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(block.querySelector("code").textContent);
        button.textContent = "Copied";
      } catch {
        button.textContent = "Cannot copy";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 1500);
    });
    (block.closest("figure") || block).append(button);
  }
})();
