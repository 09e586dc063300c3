// The search field: results while typing, from the engine; arrows and Enter as the combobox pattern has them. site.js loads it.
(function () {
  "use strict";

  const box = document.querySelector("[data-search]");
  if (!box || !self.errdex) return;
  const field = box.querySelector("input");
  const list = box.querySelector("ul");
  const status = box.querySelector("[data-search-status]");

  let found = [];
  let active = -1;
  let asked = null;
  let busy = false;

  function cell(name, text) {
    const span = document.createElement("span");
    span.className = name;
    span.textContent = errdex.printable(text);
    return span;
  }

  function option(entry, index) {
    const item = document.createElement("li");
    item.id = "search-option-" + index;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.id = entry.id;
    item.append(cell("search-code", entry.code || entry.id), " ", cell("search-title", entry.title));
    if (entry.status) item.append(" ", cell("search-http", entry.status));
    // The field must keep the focus: a click would take it first.
    item.addEventListener("mousedown", (event) => event.preventDefault());
    item.addEventListener("click", (event) => go(entry, event.ctrlKey || event.metaKey));
    return item;
  }

  function go(entry, aside) {
    const address = errdex.href(entry.id, entry.page);
    if (aside) window.open(address, "_blank", "noopener");
    else location.href = address;
    close();
  }

  function show(entries) {
    found = entries;
    list.replaceChildren(...entries.map(option));
    open(entries.length > 0);
    mark(-1);
    const count = entries.length === 1 ? "1 entry" : entries.length + " entries";
    status.textContent = field.value.trim() === "" ? "" : entries.length === 0 ? "Nothing found" : count;
    status.classList.toggle("search-nothing", entries.length === 0 && status.textContent !== "");
  }

  function open(whether) {
    list.hidden = !whether;
    field.setAttribute("aria-expanded", String(whether));
  }

  function close() {
    open(false);
    mark(-1);
    status.classList.remove("search-nothing");
  }

  function mark(index) {
    const items = list.children;
    if (active >= 0 && items[active]) items[active].setAttribute("aria-selected", "false");
    active = index;
    if (index < 0) return field.removeAttribute("aria-activedescendant");
    items[index].setAttribute("aria-selected", "true");
    items[index].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", items[index].id);
  }

  // One question at a time; of those typed meanwhile, only the last is asked.
  async function ask() {
    asked = field.value;
    if (busy) return;
    busy = true;
    while (asked !== null) {
      const query = asked;
      asked = null;
      try {
        const entries = query.trim() === "" ? [] : await errdex.search(query);
        if (asked === null) show(entries);
      } catch (error) {
        show([]);
        status.textContent = error.message;
        status.classList.add("search-nothing");
      }
    }
    busy = false;
  }

  function begin() {
    errdex.warm().catch(() => {});
    if (field.value.trim() === "") return;
    if (found.length > 0) open(true);
    else ask();
  }

  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Home: () => active >= 0 && mark(0),
    End: () => active >= 0 && mark(found.length - 1),
    Escape: () => (list.hidden ? (field.value = "") : close()),
    Enter: () => found.length > 0 && !list.hidden && go(found[Math.max(active, 0)], false),
  };

  function move(by) {
    if (found.length === 0) return;
    open(true);
    const count = found.length;
    mark(active < 0 ? (by > 0 ? 0 : count - 1) : (active + by + count) % count);
  }

  field.addEventListener("keydown", (event) => {
    const handle = keys[event.key];
    if (!handle || event.isComposing) return;
    const inText = (event.key === "Home" || event.key === "End") && active < 0;
    if (!inText) event.preventDefault();
    handle();
  });
  field.addEventListener("input", ask);
  field.addEventListener("focus", begin);
  field.addEventListener("blur", close);
  // What was typed before this was loaded.
  if (document.activeElement === field) begin();
})();
