// Forms: unsaved changes, leaving, the two languages, fields that depend on others, one submit only.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

  // -- the two languages of a text ----------------------------------------------------------
  function choosePane(box, code) {
    $$("[data-pane]", box).forEach((tab) => {
      const chosen = tab.dataset.pane === code;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    });
    $$("[data-pane-of]", box).forEach((pane) => { pane.hidden = pane.dataset.paneOf !== code; });
  }
  function setUpPanes(box) {
    if (box.dataset.ready) return;
    box.dataset.ready = "1";
    $("[role=tablist]", box).hidden = false;
    $$("[data-pane-of]", box).forEach((pane) => {
      pane.setAttribute("role", "tabpanel");
      pane.setAttribute("aria-labelledby", pane.id.replace("pane-", "tab-"));
    });
    const tabs = $$("[data-pane]", box);
    tabs.forEach((tab, at) => {
      tab.addEventListener("click", () => choosePane(box, tab.dataset.pane));
      tab.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const next = tabs.at((at + step) % tabs.length);
        choosePane(box, next.dataset.pane);
        next.focus();
      });
    });
    $$("[data-pane-of]", box).forEach((pane) => {
      pane.addEventListener("input", () => {
        const dot = $(`[data-pane="${pane.dataset.paneOf}"] .empty-dot`, box);
        const field = $("input, textarea", pane);
        if (dot && field) dot.hidden = field.value.trim() !== "";
      });
    });
    choosePane(box, tabs[0].dataset.pane);
  }

  // -- fields that depend on others ---------------------------------------------------------
  function valueOf(form, name) {
    const field = form.elements.namedItem(name);
    if (!field) return "";
    if (field instanceof RadioNodeList) return field.value;
    return field.type === "checkbox" ? (field.checked ? "on" : "") : field.value;
  }
  function applyConditions(form) {
    $$("[data-hides]", form).forEach((box) => {
      box.dataset.hides.split(" ").forEach((name) => {
        const field = document.getElementById(`div_id_${name}`);
        if (field) field.hidden = box.checked;
      });
    });
    $$("[data-shows]", form).forEach((block) => {
      const [name, values] = block.dataset.shows.split("=");
      block.hidden = !values.split(",").includes(valueOf(form, name));
    });
    $$(".suffix", form).forEach((unit) => sayUnit(form, unit));
  }
  // « % / € » beside a value becomes one of the two, as its kind is chosen.
  function sayUnit(form, unit) {
    unit.dataset.units ||= unit.textContent;
    const [percent, money] = unit.dataset.units.split(" / ");
    const field = $("input", unit.parentElement);
    const kind = money && field ? valueOf(form, field.name.replace("value", "kind")) : "";
    if (kind) unit.textContent = kind === "percent" ? percent : money;
  }

  // -- errors: each link of the summary opens what hides its field --------------------------
  function reveal(field) {
    const pane = field.closest("[data-pane-of]");
    if (pane) choosePane(pane.closest("[data-bilingual]"), pane.dataset.paneOf);
    for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    const able = field.matches("input, select, textarea") ? field : $("input, select, textarea", field);
    (able || field).focus();
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".error-summary a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    reveal(field);
  });

  // -- unsaved changes ----------------------------------------------------------------------
  const record = $("[data-record-form]");
  const bar = $("[data-save-bar]");
  const leaveDialog = $("#leave-dialog");
  let saved = "";
  let leaving = false;
  let wanted = "";
  const state = () => {
    const fields = [...new FormData(record)].filter(([name]) => name[0] !== "_" && name !== "csrfmiddlewaretoken");
    return JSON.stringify(fields.map(([name, value]) => [name, value.name === undefined ? value : value.name]));
  };
  const isDirty = () => Boolean(record) && !leaving && (saved === null || state() !== saved);
  const showBar = () => { if (bar) bar.hidden = !isDirty(); };

  function setUp(root) {
    $$("[data-bilingual]", root).forEach(setUpPanes);
    $$("form", root).forEach(applyConditions);
    const summary = $("[data-focus]", root);
    if (summary && !summary.closest("dialog")) summary.focus();
  }
  document.addEventListener("input", (event) => { if (record && record.contains(event.target)) showBar(); });
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form) applyConditions(form);
    if (form && form === record) showBar();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.hasAttribute("data-discard")) { leaving = true; return; }
    const elsewhere = link.origin === location.origin && !link.target && !link.getAttribute("href").startsWith("#");
    if (!elsewhere || !leaveDialog || !isDirty()) return;
    event.preventDefault();
    wanted = link.href;
    leaveDialog.showModal();
  });
  if (leaveDialog) {
    leaveDialog.addEventListener("click", (event) => {
      const choice = event.target.closest("[data-leave]");
      if (!choice) return;
      leaveDialog.close();
      if (choice.dataset.leave === "go") { leaving = true; location.href = wanted; }
    });
  }
  window.addEventListener("beforeunload", (event) => { if (isDirty()) event.preventDefault(); });

  // -- one submit only, and none into a session that has ended ------------------------------
  const session = () => $("#session-dialog");
  function busy(form, button) {
    form.dataset.sent = "1";
    if (!button) return;
    button.setAttribute("aria-disabled", "true");
    const text = $("span:not(.visually-hidden)", button);
    if (!text || !button.dataset.busy) return;
    button.dataset.idle = text.textContent;
    text.textContent = button.dataset.busy;
  }
  function idle(form, button) {
    delete form.dataset.sent;
    if (!button) return;
    button.removeAttribute("aria-disabled");
    if (button.dataset.idle) $("span:not(.visually-hidden)", button).textContent = button.dataset.idle;
  }
  async function send(form, button) {
    // Ask first whether the server still knows this person: a page to sign in would replace what was typed.
    const status = await window.kit.renewSession();
    if (status === 200) {
      form.dataset.checked = "1";
      form.requestSubmit(button);
    } else {
      idle(form, button);
      window.kit.fail(status === 403 ? 401 : status, () => form.requestSubmit(button));
    }
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.checked) {
      delete form.dataset.checked;
      leaving = true;
      return;
    }
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.hasAttribute("hx-post")) return;
    busy(form, event.submitter);
    if (form !== record || !session()) return;
    event.preventDefault();
    send(form, event.submitter);
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  setUp(document);
  if (record) saved = $(".error-summary", record) ? null : state();
  showBar();
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) setUp(event.target); });
})();
