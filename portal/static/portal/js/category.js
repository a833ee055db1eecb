// A search field over many choices: <div data-search-choices data-label="…" data-none="…" data-placeholder="…">
// around .choice labels (in .choices-group blocks, <details> or not) or around one <select>. A choice may carry more words to be
// found by in data-words. Without this script all choices are simply there.
"use strict";

const DIGITS = "٠١٢٣٤٥٦٧٨٩";

/** As the server's search does: no marks, one form of each letter, no leading article. */
function plain(text) {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670\u0640]/g, "")
    .replace(/[أإآٱ]/g, "ا")
    .replace(/[ىئ]/g, "ي")
    .replace(/ؤ/g, "و")
    .replace(/ة/g, "ه")
    .replace(/[٠-٩]/g, (digit) => DIGITS.indexOf(digit))
    .toLowerCase();
}

function words(query) {
  return plain(query)
    .split(/[\s،,.]+/)
    .map((word) => (word.length > 3 ? word.replace(/^ال/, "") : word))
    .filter(Boolean);
}

function setUp(box, number) {
  const select = box.querySelector("select");
  const options = [...box.querySelectorAll(select ? "option" : ".choice")].filter((option) => option.value !== "");
  const texts = options.map((option) => plain(`${option.textContent} ${option.dataset.words || ""}`));
  const field = document.createElement("div");
  const label = document.createElement("label");
  const input = document.createElement("input");
  const status = document.createElement("p");
  Object.assign(label, { className: "form-label", htmlFor: `search-choices-${number}`, textContent: box.dataset.label });
  Object.assign(input, { className: "form-control", id: label.htmlFor, type: "search", dir: "auto", autocomplete: "off" });
  input.placeholder = box.dataset.placeholder || "";
  status.className = "small soft mb-0";
  status.setAttribute("role", "status");
  field.append(label, input, status);
  field.className = "mb-3";
  box.prepend(field);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  input.addEventListener("input", () => filter());

  function filter() {
    const wanted = words(input.value);
    let shown = 0;
    options.forEach((option, at) => {
      const chosen = option.selected || option.querySelector?.("input:checked");
      const fits = wanted.every((word) => texts[at].includes(word));
      option.hidden = !(fits || chosen);
      if (select) option.disabled = option.hidden;
      shown += fits ? 1 : 0;
    });
    for (const group of box.querySelectorAll(".choices-group, optgroup")) {
      group.hidden = !group.querySelector(".choice:not([hidden]), option:not([hidden])");
      if (group.tagName === "DETAILS") group.open = wanted.length > 0 || Boolean(group.querySelector("input:checked"));
    }
    status.textContent = shown ? "" : box.dataset.none;
  }
}

document.querySelectorAll("[data-search-choices]").forEach(setUp);
