// A voice note recorded in the page, put into a native file input: <div data-recorder data-start="…" data-stop="…"
// data-delete="…" data-recording="…" data-ready="…" data-denied="…" data-seconds="300"> holding <input type="file">.
// Where the browser cannot record, or JavaScript is off, the native input alone does the work.
"use strict";

const TYPES = { "audio/webm;codecs=opus": "webm", "audio/ogg;codecs=opus": "ogg", "audio/mp4": "m4a" };
const SPRITE = (document.querySelector("use")?.getAttribute("href") || "").split("#")[0];

function canRecord() {
  return Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder && window.DataTransfer);
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${SPRITE}#${name}`);
  svg.append(use);
  return svg;
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
}

class Recorder {
  constructor(box) {
    this.box = box;
    this.words = box.dataset;
    this.input = box.querySelector("input[type=file]");
    this.longest = Number(box.dataset.seconds || 300);
    this.note = null;
    this.build();
  }

  build() {
    this.row = document.createElement("div");
    this.row.className = "recorder";
    this.status = document.createElement("p");
    this.status.className = "small mb-0";
    this.status.setAttribute("role", "status");
    this.toggle = this.button("mic", this.words.start, "btn btn-quiet", () => this.press());
    this.remove = this.button("trash", this.words.delete, "btn btn-quiet", () => this.drop());
    this.player = document.createElement("audio");
    this.player.controls = true;
    this.row.append(this.toggle, this.status, this.player, this.remove);
    (this.box.querySelector(".attach") || this.box).append(this.row);
    this.draw();
  }

  button(drawing, label, className, action) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = className;
    made.append(icon(drawing), label);
    made.addEventListener("click", action);
    return made;
  }

  get recording() {
    return this.media?.state === "recording";
  }

  draw() {
    this.toggle.hidden = Boolean(this.note);
    this.toggle.replaceChildren(
      icon(this.recording ? "stop" : "mic"),
      this.recording ? this.words.stop : this.words.start,
    );
    this.player.hidden = this.remove.hidden = !this.note;
    this.row.classList.toggle("is-recording", this.recording);
  }

  async press() {
    if (this.recording) return this.media.stop();
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      this.begin(stream);
    } catch {
      this.status.textContent = this.words.denied;
    }
  }

  begin(stream) {
    const type = Object.keys(TYPES).find((name) => MediaRecorder.isTypeSupported(name));
    this.media = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 24000 });
    const pieces = [];
    this.media.ondataavailable = (event) => pieces.push(event.data);
    this.media.onstop = () => {
      clearInterval(this.timer);
      stream.getTracks().forEach((track) => track.stop());
      this.keep(new Blob(pieces, { type: this.media.mimeType }), TYPES[type] || "webm");
    };
    this.media.start(1000);
    const began = performance.now();
    this.tick(began);
    this.timer = setInterval(() => this.tick(began), 500);
    this.draw();
  }

  tick(began) {
    const seconds = (performance.now() - began) / 1000;
    const shown = `${clock(seconds)} / ${clock(this.longest)}`;
    // The words are said once; the running clock is for the eye only.
    if (seconds < 0.5) this.status.replaceChildren(`${this.words.recording} `, this.counter());
    this.count.textContent = shown;
    if (seconds >= this.longest && this.recording) this.media.stop();
  }

  counter() {
    this.count = document.createElement("bdi");
    this.count.dir = "ltr";
    this.count.setAttribute("aria-hidden", "true");
    return this.count;
  }

  keep(blob, extension) {
    const name = `voice-${new Date().toISOString().slice(0, 16).replace(/[-:T]/g, "")}.${extension}`;
    this.note = new File([blob], name, { type: blob.type });
    this.put([...this.input.files, this.note]);
    this.player.src = URL.createObjectURL(blob);
    this.status.textContent = this.words.ready;
    this.draw();
    this.remove.focus();
  }

  drop() {
    this.put([...this.input.files].filter((file) => file.name !== this.note.name));
    URL.revokeObjectURL(this.player.src);
    this.note = null;
    this.status.textContent = "";
    this.draw();
    this.toggle.focus();
  }

  put(files) {
    const list = new DataTransfer();
    (this.input.multiple ? files : files.slice(-1)).forEach((file) => list.items.add(file));
    this.input.files = list.files;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

if (canRecord()) document.querySelectorAll("[data-recorder]").forEach((box) => new Recorder(box));
