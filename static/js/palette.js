// The command palette: Ctrl K, a field, a list the server fills, and the five last things opened.
(() => {
  "use strict";
  const palette = document.getElementById("palette");
  if (!palette) return;
  const input = document.getElementById("palette-input");
  const list = document.getElementById("palette-list");
  const status = palette.querySelector("[data-palette-status]");
  const save = () => document.querySelector("[data-testid=save]");
  const options = () => [...list.querySelectorAll("[role=option]")];
  const store = `palette-recent-${palette.dataset.user}`;
  const home = new URL(input.getAttribute("hx-get"), location.href).pathname.replace(/search\/$/, "");
  const mac = /Mac|iP(hone|ad)/.test(navigator.platform);
  if (mac) document.querySelectorAll("[data-palette-key]").forEach((one) => { one.textContent = "⌘ K"; });

  // -- what was opened last, on this browser, by this person --------------------------------
  function recent() {
    try {
      const known = JSON.parse(localStorage.getItem(store)) || [];
      return known.filter((one) => typeof one.label === "string" && String(one.url).startsWith(home)).slice(0, 5);
    } catch { return []; }
  }
  function remember(option) {
    const one = { label: option.querySelector(".palette-label").textContent, url: option.dataset.url };
    const others = recent().filter((known) => known.url !== one.url);
    localStorage.setItem(store, JSON.stringify([one, ...others].slice(0, 5)));
  }
  function showRecent() {
    const known = recent();
    const box = list.querySelector("[role=listbox]");
    if (!known.length || !box || input.value.trim()) return;
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", "palette-kind-recent");
    const title = Object.assign(document.createElement("div"), { className: "palette-kind", id: "palette-kind-recent" });
    title.setAttribute("role", "presentation");
    title.textContent = palette.querySelector("[data-palette-recent]").content.textContent;
    group.append(title);
    known.forEach((one, at) => {
      const option = Object.assign(document.createElement("div"), { className: "palette-option", id: `palette-recent-${at + 1}` });
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = one.url;
      const label = Object.assign(document.createElement("span"), { className: "palette-label", textContent: one.label });
      option.append(label);
      group.append(option);
    });
    box.prepend(group);
  }

  // -- the list ------------------------------------------------------------------------------
  function choose(option) {
    options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }
  const chosen = () => list.querySelector("[aria-selected=true]");
  function move(step) {
    const all = options();
    if (all.length) choose(all.at((all.indexOf(chosen()) + step) % all.length));
  }
  list.addEventListener("htmx:afterSwap", () => {
    showRecent();
    input.setAttribute("aria-expanded", String(options().length > 0));
    choose(options()[0]);
    status.textContent = input.value.trim() ? list.querySelector("[data-found]")?.dataset.found || "" : "";
  });

  function post(option) {
    const form = document.getElementById("post").cloneNode(true);
    form.removeAttribute("id");
    form.action = option.dataset.url;
    const said = { [option.dataset.field]: option.dataset.value, next: location.pathname + location.search };
    Object.entries(said).forEach(([name, value]) => {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    });
    document.body.append(form);
    form.requestSubmit();
  }
  function run(option, elsewhere) {
    if (!option) return;
    if (option.dataset.press === "save") {
      palette.close();
      save()?.click();
    } else if (option.dataset.field) {
      palette.close();
      post(option);
    } else {
      remember(option);
      // A link, so that whatever guards unsaved changes has its say.
      const link = Object.assign(document.createElement("a"), { href: option.dataset.url, hidden: true });
      if (elsewhere) link.target = "_blank";
      palette.close();
      document.body.append(link);
      link.click();
      link.remove();
    }
  }
  list.addEventListener("click", (event) => run(event.target.closest("[role=option]"), event.ctrlKey || event.metaKey));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      move(step);
    } else if (event.key === "Enter") {
      event.preventDefault();
      run(chosen(), event.ctrlKey || event.metaKey);
    } else if (event.key === "Escape" && input.value) {
      event.preventDefault();
      input.value = "";
      htmx.trigger(input, "palette:open");
    }
  });

  // -- opening -------------------------------------------------------------------------------
  function open() {
    if (document.querySelector("dialog[open]")) return;
    document.querySelectorAll("[popover]:popover-open").forEach((menu) => menu.hidePopover());
    document.getElementById("palette-saves").disabled = !save();
    input.value = "";
    palette.showModal();
    input.focus();
    htmx.trigger(input, "palette:open");
  }
  palette.addEventListener("close", () => { list.replaceChildren(); choose(null); input.setAttribute("aria-expanded", "false"); });
  palette.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
  document.addEventListener("click", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!plain || !event.target.closest("[data-palette]")) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    const held = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!held || event.isComposing || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    if (palette.open) palette.close();
    else open();
  });
})();
