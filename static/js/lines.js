// Repeated lines of a form: a button adds one more, copied from the last and emptied.
(() => {
  "use strict";
  document.querySelectorAll("[data-lines]").forEach((box) => {
    const button = box.parentElement.querySelector("[data-add-line]");
    if (!button) return;
    const most = Number(box.dataset.most || 100);
    const renumber = (line, from, to) => {
      line.querySelectorAll("*").forEach((one) => {
        for (const { name, value } of [...one.attributes]) {
          if (value.includes(`_${from}`)) one.setAttribute(name, value.replaceAll(`_${from}`, `_${to}`));
          else if (name === "aria-label" || name === "placeholder") one.setAttribute(name, value.replace(new RegExp(`\\b${from}$`), to));
        }
      });
      line.dataset.testid = (line.dataset.testid || "").replace(/\d+$/, to);
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      const lines = box.querySelectorAll("[data-line]");
      const last = lines[lines.length - 1];
      const line = last.cloneNode(true);
      renumber(line, lines.length, lines.length + 1);
      line.querySelectorAll(".field-error").forEach((error) => error.remove());
      line.querySelectorAll("input, select").forEach((field) => {
        field.removeAttribute("aria-invalid");
        field.removeAttribute("aria-describedby");
        if (field.type === "checkbox") field.checked = false;
        else if (field.tagName === "SELECT") field.selectedIndex = 0;
        else field.value = field.name.startsWith("quantity_") ? "1" : "";
      });
      box.append(line);
      const first = line.querySelector("select, input");
      first.dispatchEvent(new Event("change", { bubbles: true }));
      first.focus();
      button.hidden = lines.length + 1 >= most;
    });
  });
})();
