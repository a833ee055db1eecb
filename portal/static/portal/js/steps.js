// Turns <form class="parts"> with several .part sections into calm steps, one at a time.
// <form class="parts" data-next="Next" data-back="Back">; .only-last is shown with the last step;
// .stepper links point to the ids of the parts. Without this script the form is one long page.
"use strict";

for (const form of document.querySelectorAll("form.parts")) {
  const parts = [...form.querySelectorAll(".part")];
  const last = [...form.querySelectorAll(".only-last")];
  const links = [...document.querySelectorAll(".stepper a")];
  let entries = 0; // of the history that are ours: "back" must not leave the page while there is a step before
  if (parts.length > 1) start();

  function start() {
    form.noValidate = true; // the browser cannot show its message in a closed step; we open the step first
    form.classList.add("is-stepped");
    parts.forEach(addButtons);
    form.addEventListener("submit", checkAll);
    form.addEventListener("keydown", enterMovesOn);
    document.addEventListener("click", followLink);
    window.addEventListener("popstate", () => {
      entries = Math.max(0, entries - 1);
      show(fromAddress(), true);
    });
    show(firstWrong() ?? fromAddress(), false);
    document.getElementById("errors")?.focus(); // autofocus does nothing when the address ends in #part
  }

  function addButtons(part, index) {
    const row = document.createElement("div");
    row.className = "step-move";
    row.append(button(form.dataset.back, "btn btn-quiet", index > 0, () => stepBack(index)));
    row.append(button(form.dataset.next, "btn btn-primary", index < parts.length - 1, () => moveOn(index)));
    if (index < parts.length - 1 || index > 0) part.append(row);
  }

  function button(label, className, wanted, action) {
    if (!wanted) return document.createElement("span");
    const made = document.createElement("button");
    made.type = "button";
    made.className = className;
    made.textContent = label;
    made.addEventListener("click", action);
    return made;
  }

  function moveOn(index) {
    if (complete(parts[index])) go(index + 1);
  }

  function stepBack(index) {
    if (entries) history.back();
    else go(index - 1);
  }

  function go(index) {
    // Each step between is an entry of its own, so that "back" always means one step back.
    for (let step = current() + 1; step <= index; step++, entries++) {
      history.pushState(null, "", `#${parts[step].id}`);
    }
    if (index < current()) history.replaceState(null, "", `#${parts[index].id}`);
    show(index, true);
  }

  function show(index, focus) {
    parts.forEach((part, at) => part.classList.toggle("is-open", at === index));
    last.forEach((part) => part.classList.toggle("is-open", index === parts.length - 1));
    links.forEach((link) => {
      const at = parts.findIndex((part) => `#${part.id}` === link.hash);
      link.toggleAttribute("aria-current", false);
      if (at === index) link.setAttribute("aria-current", "step");
      link.parentElement.classList.toggle("is-done", at >= 0 && at < index);
    });
    if (!focus) return;
    const heading = parts[index].querySelector("h2") || parts[index];
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    (document.querySelector(".stepper") || heading).scrollIntoView({ block: "start" });
    parts[index].dispatchEvent(new CustomEvent("step:open", { bubbles: true }));
  }

  function current() {
    return Math.max(0, parts.findIndex((part) => part.classList.contains("is-open")));
  }

  function fromAddress() {
    const index = parts.findIndex((part) => `#${part.id}` === location.hash);
    return index < 0 ? 0 : Math.min(index, firstIncomplete());
  }

  function firstIncomplete() {
    const index = parts.findIndex((part) => part.querySelector(":invalid:not(fieldset)"));
    return index < 0 ? parts.length - 1 : index;
  }

  function firstWrong() {
    const index = parts.findIndex((part) => part.querySelector("[aria-invalid=true], .invalid-feedback:not([hidden])"));
    return index < 0 ? null : index;
  }

  function complete(part) {
    const wrong = part.querySelector(":invalid:not(fieldset)");
    if (wrong) tell(wrong);
    return !wrong;
  }

  function tell(field) {
    // A choice folded away cannot show the browser's message: its fieldset brings a sentence, [data-missing].
    const group = field.closest("fieldset");
    const sentence = group?.querySelector("[data-missing]");
    if (!sentence) return field.reportValidity();
    sentence.setAttribute("role", "alert");
    sentence.hidden = false;
    group.addEventListener("change", () => (sentence.hidden = true), { once: true });
    group.tabIndex = -1;
    group.focus();
  }

  function checkAll(event) {
    if (event.submitter?.formNoValidate) return;
    const index = parts.findIndex((part) => part.querySelector(":invalid:not(fieldset)"));
    const rest = form.querySelector(":invalid:not(fieldset)");
    if (index < 0 && !rest) return history.replaceState(null, "", location.pathname + location.search);
    event.preventDefault();
    if (index >= 0 && index !== current()) go(index);
    tell(index >= 0 ? parts[index].querySelector(":invalid:not(fieldset)") : rest);
  }

  function enterMovesOn(event) {
    const plain = event.target.matches("input:not([type=file], [type=submit], [type=search])");
    if (event.key !== "Enter" || !plain || current() === parts.length - 1) return;
    event.preventDefault();
    moveOn(current());
  }

  function followLink(event) {
    const link = event.target.closest("a[href^='#']");
    const target = link && link.hash.length > 1 && document.getElementById(link.hash.slice(1));
    const index = target ? parts.findIndex((part) => part.contains(target)) : -1;
    if (index < 0) return;
    event.preventDefault();
    const allowed = link.closest(".stepper") ? Math.min(index, firstIncomplete()) : index;
    go(allowed);
    if (target !== parts[index]) target.focus();
    else if (allowed < index) complete(parts[allowed]);
  }
}
