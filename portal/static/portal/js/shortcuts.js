// Keys of the office (templates/backoffice/_shortcuts.html lists them): next and previous row, open, tick, back, answer,
// take, search, help. Never while somebody types, never with Ctrl, Alt or Meta; a person can switch them off.
// A key is known by its Latin letter or, on an Arabic keyboard, by its place. Nothing here depends on the direction.
"use strict";

const HELP = document.getElementById("shortcuts");
const TYPING = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
const rows = [...document.querySelectorAll("main .cases a.subject")];

function keyOf(event) {
  if (/^[a-z/?]$/i.test(event.key)) return event.key.toLowerCase();
  if (event.key === "؟") return "?";
  if (/^Key[A-Z]$/.test(event.code)) return event.code.slice(3).toLowerCase();
  return event.code === "Slash" ? (event.shiftKey ? "?" : "/") : "";
}

function current() {
  return rows.findIndex((link) => link.closest("tr").contains(document.activeElement));
}

function step(by) {
  const at = current();
  const there = at < 0 && by < 0 ? -1 : at + by;
  if (rows[there]) rows[there].focus();
  else if (rows.length) document.querySelector(by > 0 ? "a[rel=next]" : "a[rel=prev]")?.focus();
}

function press(name) {
  const target = document.querySelector(`[data-key="${name}"]`);
  if (!target) return false;
  if (target.matches("input")) target.focus();
  else target.click();
  return true;
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  o: () => rows[current()]?.click(),
  x: () => rows[current()]?.closest("tr").querySelector("input[name=case]")?.click(),
  u: () => press("back"),
  a: () => press("answer"),
  t: () => press("take"),
  "/": () => press("search") || press("cases"),
  "?": () => HELP.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || HELP.open) return;
  if (event.target.closest(TYPING)) return;
  const act = KEYS[keyOf(event)];
  if (!act) return;
  event.preventDefault();
  act();
});

for (const link of document.querySelectorAll("[data-opens=shortcuts]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    HELP.showModal();
  });
}
