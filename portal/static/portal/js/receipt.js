// Buttons of a receipt, shown only where they work: <button type="button" hidden data-print>, and
// <button type="button" hidden data-copy="text" data-copied="Copied"><svg…><span>label</span></button>.
"use strict";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const label = button.querySelector("span");
    button.hidden = false;
    label.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      label.textContent = button.dataset.copied;
    });
  }
}
