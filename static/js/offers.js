// Reserving a promotion to groups is asked as soon as it is chosen; « Non » puts the choice back.
(() => {
  "use strict";
  const form = document.getElementById("record-form");
  const dialog = document.getElementById("reserve-dialog");
  const audience = form && form.elements.namedItem("audience");
  const reserve = form && form.elements.namedItem("reserve");
  if (!dialog || !audience || !reserve) return;
  let before = audience.value;

  function choose(value) {
    audience.value = value;
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }
  form.addEventListener("change", (event) => {
    if (event.target.name !== "audience") return;
    if (event.target.value === "only" && reserve.value !== "yes") {
      dialog.showModal();
      dialog.querySelector("[data-reserve=no]").focus();
    } else {
      before = event.target.value;
    }
  });
  dialog.addEventListener("click", (event) => {
    const answer = event.target.closest("[data-reserve]");
    if (!answer) return;
    if (answer.dataset.reserve === "yes") {
      reserve.value = "yes";
      before = "only";
    }
    dialog.close();
  });
  dialog.addEventListener("close", () => {
    if (reserve.value !== "yes") choose(before);
    const chosen = form.querySelector("[name=audience]:checked");
    if (chosen) chosen.focus();
  });
})();
