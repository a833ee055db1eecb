// What depends on the chosen kind and subject of a filing form: subjects that do not serve the kind are put away, and
// the questions of the subject and of its group appear: <input name="category" data-topics="12 3" data-kinds="complaint">,
// <div data-questions-of="12" hidden>. Without this script the form comes back and asks.
"use strict";

const kinds = [...document.querySelectorAll("[name=kind]")];
const subjects = [...document.querySelectorAll("[name=category]")];

function narrow() {
  const kind = kinds.find((input) => input.checked)?.value;
  for (const subject of subjects) {
    const fits = !kind || subject.dataset.kinds.split(" ").includes(kind);
    subject.disabled = !fits;
    if (!fits) subject.checked = false;
    subject.closest(".choice").toggleAttribute("data-away", !fits);
  }
  ask();
}

function ask() {
  const topics = (subjects.find((input) => input.checked)?.dataset.topics || "").split(" ");
  for (const group of document.querySelectorAll("[data-questions-of]")) {
    const asked = topics.includes(group.dataset.questionsOf);
    group.hidden = !asked;
    for (const field of group.querySelectorAll("input, select, textarea")) field.disabled = !asked;
  }
}

kinds.forEach((input) => input.addEventListener("change", narrow));
subjects.forEach((input) => input.addEventListener("change", ask));
if (subjects.length) narrow();
