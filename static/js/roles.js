// Rights go together: whoever may change something may see it.
(() => {
  "use strict";
  const say = (text) => { document.getElementById("live-polite").textContent = text; };
  const boxes = (module) => [...document.querySelectorAll(`input[data-module="${module}"]`)];
  document.addEventListener("change", (event) => {
    const box = event.target.closest("input[data-module]");
    if (!box || !box.dataset.module) return;
    const row = boxes(box.dataset.module);
    const view = row.find((one) => one.dataset.verb === "view");
    if (!view) return;
    if (box === view && !view.checked) {
      row.forEach((one) => { if (!one.disabled) one.checked = false; });
    } else if (box.checked && !view.checked && !view.disabled) {
      view.checked = true;
      say(document.querySelector("[data-implied]")?.dataset.implied || "");
    }
  });
})();
