// Lists: ticking rows, the bulk bar, opening a row or its menu with the pointer.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  let last = null;

  function refresh() {
    const bar = $("[data-bulk]");
    if (!bar) return;
    const ticks = $$("[data-tick]");
    const count = ticks.filter((tick) => tick.checked).length;
    const all = $("[data-tick-all]");
    if (all) {
      all.checked = count > 0 && count === ticks.length;
      all.indeterminate = count > 0 && count < ticks.length;
    }
    bar.classList.toggle("is-on", count > 0);
    const text = $("[data-bulk-count]", bar);
    const everything = $("[data-bulk-all]");
    const whole = everything && $("input", everything);
    if (everything) {
      everything.hidden = !(count > 0 && count === ticks.length);
      if (everything.hidden) whole.checked = false;
    }
    const chosen = whole && whole.checked ? Number($("#list").dataset.total) : count;
    const uncounted = whole && whole.checked && $("#list").hasAttribute("data-more") ? "+" : "";
    const shown = new Intl.NumberFormat(document.documentElement.lang).format(chosen) + uncounted;
    text.textContent = chosen === 1 ? text.dataset.one : text.dataset.many.replace("{n}", shown);
  }

  document.addEventListener("click", (event) => {
    const tick = event.target.closest("[data-tick]");
    if (tick) {
      const ticks = $$("[data-tick]");
      if (event.shiftKey && last && ticks.includes(last)) {
        const [from, to] = [ticks.indexOf(last), ticks.indexOf(tick)].sort((a, b) => a - b);
        ticks.slice(from, to + 1).forEach((one) => { one.checked = tick.checked; });
      }
      last = tick;
      refresh();
      return;
    }
    if (event.target.closest("[data-bulk-clear]")) {
      $$("[data-tick]").forEach((one) => { one.checked = false; });
      refresh();
      return;
    }
    const row = event.target.closest("[data-row]");
    const busy = event.target.closest("a, button, input, select, textarea, label, summary, [popover]");
    if (!row || busy || event.defaultPrevented || String(getSelection())) return;
    $(".row-link", row)?.click();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick-all]")) {
      $$("[data-tick]").forEach((one) => { one.checked = event.target.checked; });
    }
    if (event.target.matches("[data-tick], [data-tick-all], [data-bulk-all] input")) refresh();
  });
  document.addEventListener("htmx:load", refresh);
  refresh();

  // -- the options of a row open when the pointer rests on them -----------------------------
  if (!matchMedia("(hover: hover)").matches) return;
  let opening = 0;
  let closing = 0;
  const menuOf = (button) => document.getElementById(button.getAttribute("popovertarget"));
  document.addEventListener("pointerover", (event) => {
    const button = event.target.closest("[data-menu]");
    if (event.target.closest("[popover]")) { clearTimeout(closing); return; }
    if (!button) return;
    clearTimeout(closing);
    clearTimeout(opening);
    opening = setTimeout(() => {
      const menu = menuOf(button);
      if (!menu.matches(":popover-open")) {
        menu.showPopover({ source: button });
        button.dataset.hovered = "1";
      }
    }, 150);
  });
  document.addEventListener("pointerout", (event) => {
    const button = event.target.closest("[data-menu]");
    const menu = event.target.closest("[popover]");
    if (!button && !menu) return;
    clearTimeout(opening);
    const owner = button || $(`[data-menu][popovertarget="${menu.id}"]`);
    if (!owner || !owner.dataset.hovered) return;
    closing = setTimeout(() => {
      const shown = menuOf(owner);
      delete owner.dataset.hovered;
      if (shown.matches(":popover-open") && !shown.contains(document.activeElement)) shown.hidePopover();
    }, 250);
  });
  document.addEventListener("click", (event) => {
    // Opened by resting on it: the click that follows must not close it.
    const button = event.target.closest("[data-menu]");
    if (!button || !button.dataset.hovered) return;
    delete button.dataset.hovered;
    if (menuOf(button).matches(":popover-open")) event.preventDefault();
  }, true);

  // -- a panel of filters opens towards the side where it fits -------------------------------
  document.addEventListener("toggle", (event) => {
    const panel = event.target.open && $(".filter-panel", event.target);
    if (!panel) return;
    panel.classList.remove("is-turned");
    const beyond = panel.getBoundingClientRect().right > document.documentElement.clientWidth;
    panel.classList.toggle("is-turned", beyond);
  }, true);
})();
