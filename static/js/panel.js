// The frame: dialogs, menus, toasts, the drawer, and what htmx does when something fails.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  let byKeyboard = false;
  document.addEventListener("keydown", () => { byKeyboard = true; }, true);
  document.addEventListener("pointerdown", () => { byKeyboard = false; }, true);

  // -- dialog: the page behind a link, shown above this one ---------------------------------
  const dialog = $("#dialog");
  let opener = null;

  function focusInside() {
    const summary = $("[data-focus]", dialog);
    const cancel = $(".dialog-actions [data-dialog-close]", dialog);
    const field = $("input:not([type=hidden]), select, textarea, [role=switch]", dialog);
    const dangerous = $(".dialog-actions .btn-danger", dialog);
    (summary || (dangerous ? cancel : field || cancel) || dialog).focus();
  }

  async function openDialog(link) {
    opener = link;
    $$("[popover]:popover-open").forEach((menu) => menu.hidePopover());
    await htmx.ajax("GET", link.href || link.formAction, { target: dialog, swap: "innerHTML" });
    if (!$("#dialog-title", dialog)) return;
    if (!dialog.open) dialog.showModal();
    focusInside();
  }

  function anchorOf(element) {
    // A link inside a menu is gone once the menu closes: give the focus back to its button.
    const menu = element && element.closest("[popover]");
    return menu ? $(`[popovertarget="${menu.id}"]`) : element;
  }

  if (dialog) {
    dialog.addEventListener("close", () => {
      const back = anchorOf(opener);
      dialog.replaceChildren();
      if (back && back.isConnected) back.focus();
    });
    dialog.addEventListener("htmx:afterSwap", () => { if (dialog.open) focusInside(); });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-dialog]");
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (link && plain && dialog && window.htmx) {
      event.preventDefault();
      openDialog(link);
    }
    if (event.target.closest("[data-dialog-close]") && dialog && dialog.open) {
      event.preventDefault();
      dialog.close();
    }
    const note = event.target.closest("[data-close]");
    if (note) note.closest("[data-toast], .banner").remove();
  });

  // -- toasts leave after six seconds (ten with « Annuler »), unless someone is reading them -
  function fade(toast) {
    let timer;
    const stay = toast.querySelector("form") ? 10000 : 6000;
    const start = () => { timer = setTimeout(() => toast.remove(), stay); };
    const stop = () => clearTimeout(timer);
    toast.addEventListener("pointerenter", stop);
    toast.addEventListener("pointerleave", start);
    toast.addEventListener("focusin", stop);
    toast.addEventListener("focusout", start);
    start();
  }
  const fadeAll = (root) => $$("[data-toast]:not([data-fading])", root).forEach((toast) => {
    toast.dataset.fading = "1";
    fade(toast);
  });
  fadeAll(document);
  document.addEventListener("htmx:load", (event) => fadeAll(event.target));

  // -- menus: arrows move, Tab closes, opening by keyboard lands on the first entry ---------
  const entries = (menu) => $$(".menu-item", menu);
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches || !menu.matches(".menu-panel[popover]")) return;
    const button = $(`[popovertarget="${menu.id}"]`);
    const open = event.newState === "open";
    if (button) button.setAttribute("aria-expanded", String(open));
    if (open && button && button.getAttribute("aria-haspopup") === "menu") beMenu(menu, button);
    if (open && byKeyboard && !menu.contains(document.activeElement)) entries(menu)[0]?.focus();
  }, true);
  function beMenu(menu, button) {
    // Said only where scripts move the focus as a menu does.
    menu.setAttribute("role", "menu");
    menu.setAttribute("aria-label", button.textContent.trim());
    entries(menu).forEach((one) => { one.setAttribute("role", "menuitem"); one.tabIndex = -1; });
  }
  document.addEventListener("keydown", (event) => {
    const button = event.target.closest && event.target.closest("[popovertarget]");
    if (button && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const menu = document.getElementById(button.getAttribute("popovertarget"));
      menu.showPopover({ source: button });
      entries(menu).at(event.key === "ArrowDown" ? 0 : -1)?.focus();
      return;
    }
    const menu = event.target.closest && event.target.closest(".menu-panel[popover]");
    if (!menu) return;
    const all = entries(menu);
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      (all.at(to % all.length))?.focus();
    } else if (event.key === "Tab") {
      menu.hidePopover();
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const rest = [...all.slice(at + 1), ...all.slice(0, at + 1)];
      const letter = event.key.toLowerCase();
      rest.find((one) => one.textContent.trim().toLowerCase().startsWith(letter))?.focus();
      event.stopPropagation();
    }
  });
  document.addEventListener("click", (event) => {
    $$("details[data-menu-details][open], details[data-filters][open]").forEach((one) => {
      if (!one.contains(event.target)) one.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = event.target.closest && event.target.closest("details[data-menu-details][open], details[data-filters][open]");
    if (open) { open.open = false; $("summary", open).focus(); }
  });

  // -- the side menu as a drawer, and which of its sections are closed ----------------------
  const menu = $("#side-menu");
  const drawer = $("[data-drawer]");
  function toggleDrawer(open) {
    menu.classList.toggle("is-open", open);
    document.body.classList.toggle("drawer-open", open);
    drawer.setAttribute("aria-expanded", String(open));
    $$(".panel-frame > main, .topbar").forEach((one) => { one.inert = open; });
    (open ? $("[data-drawer-close]", menu) : drawer).focus();
  }
  // Low in a long menu, the current page would be out of sight.
  const current = menu && $("[aria-current]", menu);
  if (current) menu.scrollTop = current.offsetTop + current.offsetHeight - menu.clientHeight;
  // So would the current tab, at the right of a narrow screen.
  const tab = $(".record-tabs [aria-current]");
  if (tab) {
    const bar = tab.closest(".record-tabs");
    const [at, frame] = [tab.getBoundingClientRect(), bar.getBoundingClientRect()];
    bar.scrollLeft += at.left - frame.left - (frame.width - at.width) / 2;
  }
  if (menu && drawer) {
    drawer.addEventListener("click", () => toggleDrawer(true));
    $("[data-drawer-close]", menu).addEventListener("click", () => toggleDrawer(false));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.classList.contains("is-open")) toggleDrawer(false);
    });
    document.addEventListener("click", (event) => {
      if (menu.classList.contains("is-open") && event.target === document.body) toggleDrawer(false);
    });
    const closed = new Set(JSON.parse(localStorage.getItem("closed-sections") || "[]"));
    $$("details[data-section]", menu).forEach((section) => {
      if (closed.has(section.dataset.section) && !$("[aria-current]", section)) section.open = false;
      section.addEventListener("toggle", () => {
        closed[section.open ? "delete" : "add"](section.dataset.section);
        localStorage.setItem("closed-sections", JSON.stringify([...closed]));
      });
    });
  }

  // -- htmx: who we are, and what to say when the server does not answer as hoped -----------
  document.addEventListener("htmx:configRequest", (event) => {
    const data = event.detail.formData;
    if (event.detail.verb === "get") {
      // An address holds what narrows the list, and nothing else.
      [...data.keys()].filter((name) => data.getAll(name).every((value) => value === "")).forEach((name) => data.delete(name));
    }
    const token = $("meta[name=csrf-token]");
    if (event.detail.verb !== "get" && token) event.detail.headers["X-CSRFToken"] = token.content;
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const list = event.detail.target;
    if (list.id !== "list") return;
    list.setAttribute("aria-busy", "true");
    const banner = $("[data-list-failed]");
    if (banner) banner.hidden = true;
    // Bars in place of the rows, once the wait is long enough to be noticed.
    setTimeout(() => list.classList.toggle("is-slow", list.getAttribute("aria-busy") === "true"), 400);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-list-retry]")) tryAgain();
  });
  // -- signed out, or no answer: nothing typed is lost, and the same can be tried again ------
  let waiting = [];
  async function renewSession() {
    const where = $("#session-dialog").dataset.session;
    try {
      const answer = await fetch(where, { headers: { "HX-Request": "true" }, cache: "no-store" });
      if (answer.ok) {
        const token = await answer.text();
        $("meta[name=csrf-token]").content = token;
        $$("input[name=csrfmiddlewaretoken]").forEach((one) => { one.value = token; });
      }
      return answer.status;
    } catch { return 0; }
  }
  function fail(status, retry) {
    const box = $(status === 401 ? "#session-dialog" : "#network-dialog");
    if (!box) return;
    const told = $("#session-dialog").open || $("#network-dialog").open;
    // Several calls fail together: told once, all of them are tried again, in their order.
    if (!told) waiting = [];
    if (retry) waiting.push(retry);
    if (!told) box.showModal();
  }
  function tryAgain() {
    const acts = waiting;
    waiting = [];
    acts.forEach((act) => act());
  }
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-retry]");
    if (!button) return;
    const status = await renewSession();
    if (status !== 200) return;
    $$("#session-dialog[open], #network-dialog[open]").forEach((box) => box.close());
    tryAgain();
  });
  window.kit = { renewSession, fail };

  async function fallOver(event) {
    const { target, requestConfig, xhr } = event.detail;
    if (target) { target.removeAttribute("aria-busy"); target.classList.remove("is-slow"); }
    const { elt, verb, path } = requestConfig || {};
    const retry = verb ? () => htmx.ajax(verb, path, { source: elt, target }) : null;
    const status = xhr ? xhr.status : 0;
    const banner = $("[data-list-failed]");
    if (banner && target && target.id === "list" && status !== 401) {
      waiting = retry ? [retry] : [];
      banner.hidden = false;
      return;
    }
    // Without its cookies a POST is refused before anybody asks who sent it.
    const out = status === 401 || (status === 403 && (await renewSession()) === 401);
    fail(out ? 401 : status, retry);
  }
  document.addEventListener("htmx:responseError", fallOver);
  document.addEventListener("htmx:sendError", fallOver);
  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-close-dialog]");
    if (close) close.closest("dialog").close();
  });
})();
