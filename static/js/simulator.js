// Copies the address of a simulation. The button exists only where scripts run.
for (const button of document.querySelectorAll("[data-copy-link]")) {
  const label = button.querySelector("span");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      label.textContent = button.dataset.copied;
    } catch {
      label.textContent = button.dataset.failed;
    }
  });
}
