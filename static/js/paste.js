// A pasted list: the refused addresses go to the clipboard as soon as their box opens.
(() => {
  "use strict";
  const box = document.querySelector(".refused-copy");
  if (!box) return;
  box.addEventListener("toggle", async () => {
    if (!box.open) return;
    const text = box.querySelector("textarea");
    const told = box.querySelector("[data-copied]");
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      told.textContent = told.dataset.copied;
    } catch {
      // Selected, they are one keystroke away.
      text.focus();
    }
  });
})();
