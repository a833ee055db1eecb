// A button that copies text: <button type="button" hidden data-copy="text" data-copied="Copied"><svg…><span>label</span>.
// It is shown only where copying works.
"use strict";

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
