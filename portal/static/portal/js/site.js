// On every public page: the service worker, and "listen to this page" where the browser has a voice for its language.
// <button type="button" hidden data-listen data-stop="Stop"><svg…><span>Listen</span></button>
"use strict";

if ("serviceWorker" in navigator && window.isSecureContext) {
  window.addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
}

const SPOKEN = "h1, h2, h3, p, li, dt, dd, legend, label, summary, figcaption, th, td";
const SILENT = "[hidden], [aria-hidden=true], .visually-hidden, .skip, script, template, #code, [data-listen]";

function setUpListening(button) {
  const label = button.querySelector("span");
  const words = label.textContent;
  let queue = null; // what is still to be read; null while silent

  offer();
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  button.addEventListener("click", () => (queue ? stop() : start()));
  window.addEventListener("pagehide", stop);

  function offer() {
    button.hidden = !voiceFor(document.documentElement.lang);
    document.body.classList.toggle("has-listen", !button.hidden);
  }

  function voiceFor(language) {
    return speechSynthesis.getVoices().find((voice) => voice.lang.toLowerCase().split(/[-_]/)[0] === language);
  }

  function start() {
    queue = passages();
    label.textContent = button.dataset.stop;
    next();
  }

  function stop() {
    if (!queue) return;
    queue = null;
    speechSynthesis.cancel();
    label.textContent = words;
  }

  function next() {
    if (!queue) return;
    if (!queue.length) return stop();
    const { text, language } = queue.shift();
    const speech = new SpeechSynthesisUtterance(text);
    speech.lang = language;
    const voice = voiceFor(language);
    if (voice) speech.voice = voice;
    speech.onend = next;
    speech.onerror = stop;
    speechSynthesis.speak(speech);
  }
}

/** The text of the page in reading order, in pieces that no browser cuts off. */
function passages() {
  const found = [];
  for (const element of document.querySelectorAll(`#main :is(${SPOKEN})`)) {
    if (element.closest(SILENT) || !element.getClientRects().length || element.querySelector(SPOKEN)) continue;
    const text = element.innerText.replace(/\s+/g, " ").trim();
    const language = element.closest("[lang]").lang.split("-")[0];
    for (const piece of text.match(/.{1,180}(?:[.!?؟،,;:]|\s|$)/g) || []) found.push({ text: piece.trim(), language });
  }
  return found.filter((passage) => passage.text);
}

if ("speechSynthesis" in window) document.querySelectorAll("[data-listen]").forEach(setUpListening);
