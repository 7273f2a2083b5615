// Keyboard: single keys outside of inputs and dialogs, and Ctrl S.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const rowLinks = () => $$("[data-row] .row-link");
  const currentRow = () => document.activeElement.closest("[data-row]");

  function move(step) {
    const links = rowLinks();
    if (!links.length) return;
    const row = currentRow();
    const at = row ? links.findIndex((link) => row.contains(link)) : step > 0 ? -1 : links.length;
    links[Math.min(Math.max(at + step, 0), links.length - 1)].focus();
  }
  function search() {
    const field = $("#id_q");
    if (field) { field.focus(); field.select(); }
  }
  const clickIn = (selector) => $(selector)?.click();

  const acts = {
    "/": search,
    s: search,
    j: () => move(1),
    k: () => move(-1),
    x: () => currentRow()?.querySelector("[data-tick]")?.click(),
    X: () => clickIn("[data-tick-all]"),
    o: () => currentRow()?.querySelector(".row-link")?.click(),
    e: () => (currentRow()?.querySelector("[data-action=edit]") || currentRow()?.querySelector(".row-link"))?.click(),
    m: () => {
      const button = currentRow()?.querySelector("[popovertarget]");
      if (!button) return;
      document.getElementById(button.getAttribute("popovertarget")).showPopover({ source: button });
    },
    n: () => clickIn(".page-actions [data-action=add]"),
    f: () => clickIn(".filter-more > summary"),
    J: () => clickIn(".record-nav [rel=next]"),
    K: () => clickIn(".record-nav [rel=prev]"),
    "?": () => { location.href = $("a[data-shortcuts]").href; },
  };

  function escape(event) {
    if (event.target.id === "id_q") {
      if (event.target.value) {
        event.preventDefault();
        event.target.value = "";
        event.target.dispatchEvent(new Event("search", { bubbles: true }));
      } else {
        event.target.blur();
      }
      return;
    }
    clickIn(".bulk-bar.is-on [data-bulk-clear]");
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      const save = $("[data-testid=save]");
      if (save) { event.preventDefault(); save.click(); }
      return;
    }
    if ($("dialog[open]") || $("[popover]:popover-open")) return;
    if (event.key === "Escape") { escape(event); return; }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]")) return;
    if (/^[1-9]$/.test(event.key)) {
      $$(".record-tabs a")[Number(event.key) - 1]?.click();
      return;
    }
    const act = Object.hasOwn(acts, event.key) && acts[event.key];
    if (act) { event.preventDefault(); act(); }
  });
})();
