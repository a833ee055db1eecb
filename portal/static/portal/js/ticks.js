// Ticked rows of a list: <form data-ticks> with checkboxes "case" and one "all". The boxes follow "all", and it follows
// them; [data-ticked] says how many are ticked. Without JavaScript "all" means the same to the server.
"use strict";

for (const form of document.querySelectorAll("form[data-ticks]")) {
  const all = form.querySelector("input[name=all]");
  const boxes = [...form.querySelectorAll("input[name=case]")];
  const said = form.querySelector("[data-ticked]");

  const draw = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && !all.checked;
    said.textContent = ticked ? `${said.dataset.ticked} ${ticked}` : "";
    for (const box of boxes) box.closest("tr").classList.toggle("is-ticked", box.checked);
  };
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    draw();
  });
  for (const box of boxes) box.addEventListener("change", draw);
  draw();
}
