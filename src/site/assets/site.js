// Small comforts of every page, which works without them: buttons that copy, and addresses without a file name.
(function () {
  "use strict";

  // From a disk a link must name the file; a server knows it.
  if (location.protocol !== "file:") {
    for (const link of document.querySelectorAll('a[href*="index.html"]')) {
      link.setAttribute("href", link.getAttribute("href").replace(/index\.html(?=#|$)/, "") || "./");
    }
  }

  if (!navigator.clipboard) return;
  for (const block of document.querySelectorAll("[data-copy]")) {
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
