// Keyboard: single keys outside of fields and dialogs, g then a letter, Ctrl S and Ctrl Enter.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const rowLinks = () => $$("[data-row] .row-link");
  const currentRow = () => document.activeElement.closest("[data-row]");
  const clickIn = (selector, root = document) => root && $(selector, root)?.click();
  const SECOND = 1000;
  let going = 0;

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
  function addFilter() {
    const box = $(".filter-more");
    if (!box) return;
    box.open = true;
    $("select, input", box)?.focus();
  }
  function openMenu() {
    const button = currentRow() && $("[popovertarget]", currentRow());
    if (button) document.getElementById(button.getAttribute("popovertarget")).showPopover({ source: button });
  }

  const acts = {
    "/": search,
    s: search,
    j: () => move(1),
    k: () => move(-1),
    x: () => clickIn("[data-tick]", currentRow()),
    X: () => clickIn("[data-tick-all]"),
    o: () => clickIn(".row-link", currentRow()),
    e: () => clickIn(currentRow() && $("[data-action=edit]", currentRow()) ? "[data-action=edit]" : ".row-link", currentRow()),
    m: openMenu,
    Delete: () => clickIn(".row-direct.danger, [data-action=delete]", currentRow()),
    n: () => clickIn(".page-actions [data-action=add]"),
    f: addFilter,
    g: () => { going = Date.now(); },
    J: () => clickIn(".record-nav [rel=next]:not([hidden])"),
    K: () => clickIn(".record-nav [rel=prev]:not([hidden])"),
    "?": () => clickIn("a[data-shortcuts]"),
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

  function save(event) {
    const button = $("[data-testid=save]");
    if (!button) return;
    event.preventDefault();
    if (!$("dialog[open]")) button.click();
  }
  function submitHere(event) {
    // A dialog, or a comment; a record is saved with Ctrl S.
    const form = event.target.closest("dialog form, form:has(textarea):not([data-record-form])");
    const button = form && $("[data-testid=dialog-confirm], button[type=submit]", form);
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  function oneKey(key) {
    const second = Date.now() - going < SECOND;
    going = 0;
    if (second) {
      const entry = $$("#side-menu [data-go]").find((link) => link.dataset.go === key);
      return entry ? () => entry.click() : () => {};
    }
    if (/^[1-9]$/.test(key)) return () => $$(".record-tabs a")[Number(key) - 1]?.click();
    return Object.hasOwn(acts, key) ? acts[key] : null;
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    const held = event.ctrlKey || event.metaKey;
    if (held && !event.altKey && event.key.toLowerCase() === "s") { save(event); return; }
    if (held && event.key === "Enter") { submitHere(event); return; }
    if ($("dialog[open]") || $("[popover]:popover-open")) return;
    if (event.key === "Escape") { escape(event); return; }
    if (held || event.altKey || event.key === "Shift" || document.body.dataset.singleKeys === "off") return;
    if (event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]")) return;
    const act = oneKey(event.key);
    if (act) { event.preventDefault(); act(); }
  });
})();
