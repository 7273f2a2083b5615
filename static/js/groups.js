// The form of a group: its tag as it will look, and how much of a description is left.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const form = $("#record-form");
  if (!form) return;

  // -- the tag, with the ink the server would choose ----------------------------------------
  const preview = $("[data-tag-preview]", form);
  function luminance(hex) {
    const [red, green, blue] = [1, 3, 5].map((at) => {
      const part = parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
  function chosenColor() {
    const chosen = new FormData(form).get("color");
    return chosen === "other" ? form.elements.color_other.value.trim() : chosen;
  }
  function showTag() {
    const color = chosenColor();
    const title = form.elements.title_fr.value.trim() || preview.dataset.empty;
    const known = /^#[0-9a-f]{6}$/i.test(color || "");
    $$("[data-tag]", preview).forEach((tag) => {
      tag.textContent = title;
      tag.style.setProperty("--tag", known ? color : "transparent");
      tag.style.setProperty("--tag-ink", known ? (1.05 / (luminance(color) + 0.05) >= 4.5 ? "#FFFFFF" : "#000000") : "inherit");
    });
  }

  // -- typing another colour chooses « Other » ----------------------------------------------
  const other = form.elements.color_other;
  other?.addEventListener("input", () => { $("input[name=color][value=other]", form).checked = true; });

  // -- what is left of a text ---------------------------------------------------------------
  $$("textarea[maxlength]", form).forEach((field) => {
    const counter = document.createElement("p");
    counter.className = "counter";
    counter.setAttribute("aria-hidden", "true");
    const count = () => { counter.textContent = `${field.value.length} / ${field.maxLength}`; };
    field.addEventListener("input", count);
    (field.closest(".input-line") || field).after(counter);
    count();
  });

  if (preview) {
    preview.hidden = false;
    form.addEventListener("input", showTag);
    form.addEventListener("change", showTag);
    showTag();
  }
})();
