// The records before and after this one, in the order of the list the person came from.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  // « /admin-panel/groups/12/members/ » is a record of « /admin-panel/groups/ ».
  const section = (path) => (path.match(/^(.*?\/)\d+\//) || [])[1];

  // -- a list remembers its rows, for as long as this tab is open ---------------------------
  function rowsOf(root, url) {
    const rows = $$("[data-row] .row-link", root).map((link) => ({
      path: new URL(link.getAttribute("href"), url).pathname,
      name: link.textContent.trim(),
    }));
    const page = (rel) => {
      const link = $(`.pager a[rel=${rel}]`, root);
      return link ? new URL(link.getAttribute("href"), url).href : "";
    };
    return { rows, prev: page("prev"), next: page("next") };
  }
  function remember(list) {
    const where = list.rows.length && section(list.rows[0].path);
    if (where) sessionStorage.setItem(`list:${where}`, JSON.stringify(list));
  }
  const noteList = () => remember(rowsOf(document, location.href));
  noteList();
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) noteList(); });

  // -- a record finds its place in that list -------------------------------------------------
  const nav = $("[data-record-nav]");
  const known = nav && JSON.parse(sessionStorage.getItem(`list:${section(location.pathname)}`) || "null");
  const at = known ? known.rows.findIndex((row) => location.pathname.startsWith(row.path)) : -1;
  if (at < 0) return;
  const tab = $(".record-tabs a[aria-current]");
  const tail = tab ? tab.pathname.slice(known.rows[at].path.length) : "";

  function point(rel, row, page) {
    const link = $(`[rel=${rel}]`, nav);
    link.hidden = !row && !page;
    if (link.hidden) link.removeAttribute("href");
    else link.href = row ? row.path + tail : page;
    $("span", link).textContent = link.dataset.label.replace("{name}", row ? row.name : "…");
    if (row || !page) return;
    link.addEventListener("click", async (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      // The list goes on: its next page says which record follows.
      const answer = await fetch(page, { headers: { "HX-Request": "true" } });
      const list = rowsOf(new DOMParser().parseFromString(await answer.text(), "text/html"), page);
      const row = list.rows.at(rel === "next" ? 0 : -1);
      remember(list);
      if (row) location.href = row.path + tail;
    });
  }
  point("prev", known.rows[at - 1], known.prev);
  point("next", known.rows[at + 1], known.next);
  nav.hidden = $$("a:not([hidden])", nav).length === 0;
})();
