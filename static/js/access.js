// The tree of categories: a tick covers what stands below, branches fold, words narrow it.
(() => {
  "use strict";
  const tree = document.querySelector("[data-tree]");
  if (!tree) return;
  const $$ = (selector, root = tree) => [...root.querySelectorAll(selector)];
  const boxOf = (node) => node.querySelector("input[type=checkbox]");
  const inside = (node) => $$(":scope > div > .tree-list > .tree-node", node);
  const tops = () => $$(":scope > .tree-list > .tree-node");

  // -- a child of a ticked parent is ticked with it, and is itself again after ----------------
  function follow(node, covered) {
    const box = boxOf(node);
    if (covered && !box.disabled) box.dataset.own = box.checked ? "1" : "";
    if (!covered && box.disabled) box.checked = box.dataset.own === "1";
    if (covered) box.checked = true;
    box.disabled = covered;
    node.querySelector("[data-follows]").hidden = !covered;
    const below = inside(node).map((one) => follow(one, box.checked));
    const some = below.some(Boolean);
    box.indeterminate = some && !box.checked;
    return box.checked || some;
  }
  const settle = () => tops().forEach((node) => follow(node, false));

  // -- branches ------------------------------------------------------------------------------
  function fold(button, open) {
    button.setAttribute("aria-expanded", String(open));
    document.getElementById(button.getAttribute("aria-controls")).hidden = !open;
  }
  const twists = $$("[data-twist]");
  twists.forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => fold(button, button.getAttribute("aria-expanded") !== "true"));
  });

  // -- words ---------------------------------------------------------------------------------
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  function narrow(node, words, above) {
    const title = folded(node.querySelector("[data-title]").textContent);
    const here = above || words.every((word) => title.includes(word));
    const below = inside(node).map((one) => narrow(one, words, here && words.length > 0));
    const shown = here || below.some(Boolean);
    node.hidden = !shown;
    const button = node.querySelector(":scope > [data-twist]");
    if (button && words.length && below.some(Boolean)) fold(button, true);
    return shown;
  }
  const filter = document.querySelector("[data-tree-filter]");
  if (filter) {
    filter.hidden = false;
    filter.addEventListener("input", () => {
      const words = folded(filter.querySelector("input").value).split(/\s+/).filter(Boolean);
      const shown = tops().map((node) => narrow(node, words, false)).some(Boolean);
      tree.querySelector("[data-tree-none]").hidden = shown;
    });
    // Enter looks, it does not save; what is looked for is nothing to save either.
    filter.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    filter.addEventListener("change", (event) => event.stopPropagation());
  }

  // -- all or none ---------------------------------------------------------------------------
  document.querySelectorAll("[data-tick]").forEach((button) => {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const all = button.dataset.tick === "all";
      $$("input[type=checkbox]").forEach((box) => { box.disabled = false; box.checked = false; box.dataset.own = ""; });
      tops().forEach((node) => { boxOf(node).checked = all; });
      settle();
      const first = tops()[0];
      if (first) boxOf(first).dispatchEvent(new Event("change", { bubbles: true }));
    });
  });

  tree.addEventListener("change", settle);
  settle();
  // A long tree starts folded, but for what is ticked in it.
  if ($$(".tree-node").length > 40) {
    twists.forEach((button) => {
      const within = document.getElementById(button.getAttribute("aria-controls"));
      fold(button, $$("input:checked:not(:disabled)", within).length > 0);
    });
  }
})();
