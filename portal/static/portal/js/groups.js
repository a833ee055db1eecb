// Choices folded into groups: <details class="choices-group"><summary>…</summary>… radios of one name …</details>.
// To the browser all these radios are one stop of the Tab key, wherever they stand: opened by keyboard, a group takes
// the focus to its own choice. A click with the pointer moves nothing.
"use strict";

for (const group of document.querySelectorAll("details.choices-group")) {
  group.querySelector("summary").addEventListener("click", (event) => {
    if (event.detail || group.open) return;
    group.addEventListener("toggle", () => (group.querySelector("input:checked") || group.querySelector("input"))?.focus(), {
      once: true,
    });
  });
}
