// Black boxes over a photo: drawn with mouse, pen or finger, written in percent into a field (left top width height; …).
// <div class="redact" data-boxes="#id_boxes_7" data-undo data-clear data-hint> an <img> and an <svg viewBox="0 0 100 100"></div>
"use strict";

for (const box of document.querySelectorAll("[data-boxes]")) draw(box);

function draw(holder) {
  const field = document.querySelector(holder.dataset.boxes);
  const sheet = holder.querySelector("svg");
  const shown = holder.parentElement.querySelector("input[name=photos]");
  let start = null;
  let current = null;

  holder.classList.add("is-drawn");
  holder.after(row());
  field.addEventListener("input", restore);
  sheet.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    sheet.setPointerCapture(event.pointerId);
    start = place(event);
    current = add([...start, 0, 0]);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (start) set(current, between(start, place(event)));
  });
  sheet.addEventListener("pointerup", (event) => finish(between(start ?? place(event), place(event))));
  sheet.addEventListener("pointercancel", () => finish([0, 0, 0, 0]));

  function finish([, , width, height]) {
    if (!start) return;
    start = null;
    if (width < 0.5 || height < 0.5) current.remove(); // a tap is no box
    else if (shown) shown.checked = true;
    write();
  }

  function place(event) {
    const edge = sheet.getBoundingClientRect();
    const part = (value, first, length) => Math.min(100, Math.max(0, ((value - first) / length) * 100));
    return [part(event.clientX, edge.left, edge.width), part(event.clientY, edge.top, edge.height)];
  }

  function between([x, y], [toX, toY]) {
    return [Math.min(x, toX), Math.min(y, toY), Math.abs(toX - x), Math.abs(toY - y)];
  }

  function add(numbers) {
    const rectangle = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    set(rectangle, numbers);
    sheet.append(rectangle);
    return rectangle;
  }

  function set(rectangle, numbers) {
    ["x", "y", "width", "height"].forEach((name, i) => rectangle.setAttribute(name, numbers[i].toFixed(1)));
  }

  function write() {
    const one = (rectangle) => ["x", "y", "width", "height"].map((name) => Number(rectangle.getAttribute(name))).join(" ");
    field.value = [...sheet.querySelectorAll("rect")].map(one).join("; ");
  }

  function restore() {
    const boxes = field.value.split(";").map((text) => text.trim().split(/\s+/).map(Number));
    sheet.replaceChildren();
    for (const numbers of boxes) if (numbers.length === 4 && numbers.every((n) => n >= 0 && n <= 100)) add(numbers);
  }

  function row() {
    const made = document.createElement("div");
    made.className = "row-line";
    const hint = document.createElement("span");
    hint.className = "small soft";
    hint.textContent = holder.dataset.hint;
    made.append(
      hint,
      button(holder.dataset.undo, () => sheet.querySelector("rect:last-of-type")?.remove()),
      button(holder.dataset.clear, () => sheet.replaceChildren()),
    );
    return made;
  }

  function button(label, action) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-quiet";
    made.textContent = label;
    made.addEventListener("click", () => {
      action();
      write();
    });
    return made;
  }
}
