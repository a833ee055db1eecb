// Keeps what is typed in <form data-draft="name"> on this device until it was sent, for a day at most.
// Beside it: <template data-draft-offer> with a notice and the buttons [data-use] and [data-drop], and
// <template data-draft-offline> with a notice for a device without a network. A page with [data-draft-done] in it was
// reached by sending: drafts that were being sent are forgotten there. Files are kept by the server, not here.
"use strict";

const PREFIX = "jamaati-draft-";
const DAY = 24 * 3600 * 1000;

function read(key) {
  try {
    const draft = JSON.parse(localStorage.getItem(key));
    if (draft && Date.now() - draft.at < DAY) return draft;
    localStorage.removeItem(key);
  } catch {
    // No storage, or not ours: then nothing is kept.
  }
  return null;
}

function write(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // Storage full or forbidden: the form works as it does without this script.
  }
}

function forget(wanted) {
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
    const draft = read(key);
    if (draft && wanted(draft)) localStorage.removeItem(key);
  }
}

class Draft {
  constructor(form) {
    this.form = form;
    this.key = PREFIX + form.dataset.draft;
    this.blank = JSON.stringify(this.fields());
    const kept = read(this.key);
    if (kept && !form.hasAttribute("data-draft-bound")) this.offer(kept);
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.later());
    form.addEventListener("submit", (event) => this.sending(event));
    window.addEventListener("pagehide", () => this.save());
  }

  fields() {
    const skipped = ["csrfmiddlewaretoken", "agree"];
    return [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && !skipped.includes(name));
  }

  later() {
    this.touched = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), 400);
  }

  save(sent = false) {
    const fields = this.fields();
    if (sent || (this.touched && JSON.stringify(fields) !== this.blank)) write(this.key, { at: Date.now(), fields, sent });
  }

  sending(event) {
    if (event.defaultPrevented) return;
    clearTimeout(this.timer);
    this.touched = false;
    this.save(true);
    if (navigator.onLine) return;
    event.preventDefault();
    this.show("[data-draft-offline]");
  }

  offer(kept) {
    const notice = this.show("[data-draft-offer]");
    notice?.querySelector("[data-use]").addEventListener("click", () => {
      this.fill(kept.fields);
      notice.remove();
      this.form.querySelector("input:not([type=hidden]), textarea")?.focus();
    });
    notice?.querySelector("[data-drop]").addEventListener("click", () => {
      localStorage.removeItem(this.key);
      notice.remove();
    });
  }

  show(selector) {
    const template = document.querySelector(`template${selector}`);
    if (!template) return null;
    const shown = document.querySelector(`div${selector}`);
    const place = document.createElement("div");
    place.setAttribute(selector.slice(1, -1), "");
    place.setAttribute("role", "status");
    place.append(template.content.cloneNode(true));
    shown?.remove();
    template.after(place);
    place.scrollIntoView({ block: "nearest" });
    return place;
  }

  fill(fields) {
    const given = new Map();
    for (const [name, value] of fields) given.set(name, [...(given.get(name) || []), value]);
    for (const element of this.form.elements) {
      const values = given.get(element.name);
      if (!values || element.type === "file") continue;
      if (element.type === "radio" || element.type === "checkbox") element.checked = values.includes(element.value);
      else element.value = values[0];
      element.dispatchEvent(new Event("change", { bubbles: true }));
    }
    for (const folded of this.form.querySelectorAll("details")) folded.open ||= Boolean(folded.querySelector("input:checked"));
  }
}

if (document.querySelector("[data-draft-done]")) forget((draft) => draft.sent);
document.querySelectorAll("form[data-draft]").forEach((form) => new Draft(form));
