// A pin on a Leaflet map, set by click, by keyboard or by "my position"; it writes two inputs.
// <div class="map" data-map data-latitude="#id_latitude" data-longitude="#id_longitude" data-south … data-west …
//  data-north … data-east … data-tiles="" data-credit="" data-label="…" data-middle="…" data-mine="…" data-remove="…"
//  data-set="…" data-outside="…" data-denied="…">; data-outline may hold one ring as [[longitude, latitude], …].
// data-library and data-sheet: addresses of Leaflet, where the page has not loaded it. Without tiles the outline or the bounds are drawn. data-readonly shows the pin and no button.
"use strict";

for (const box of document.querySelectorAll("[data-map]")) {
  if (window.L) drawMap(box);
  else if (box.dataset.library) whenSeen(box, () => fetchLibrary(box));
}

// The library weighs more than the rest of the page: it is fetched when somebody comes to the map.
function fetchLibrary(box) {
  const sheet = document.createElement("link");
  Object.assign(sheet, { rel: "stylesheet", href: box.dataset.sheet });
  const script = document.createElement("script");
  script.src = box.dataset.library;
  sheet.addEventListener("load", () => document.head.append(script));
  script.addEventListener("load", () => drawMap(box));
  document.head.append(sheet);
}

function whenSeen(box, act) {
  const watch = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    watch.disconnect();
    act();
  }, { rootMargin: "200px" });
  watch.observe(box);
}

function drawMap(box) {
  const words = box.dataset;
  const latitude = document.querySelector(words.latitude);
  const longitude = document.querySelector(words.longitude);
  const bounds = words.south ? L.latLngBounds([words.south, words.west], [words.north, words.east]) : null;
  const canvas = box.querySelector(".map-canvas") || box.appendChild(document.createElement("div"));
  canvas.className = "map-canvas";
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", words.label);
  const map = L.map(canvas, { maxBounds: bounds?.pad(0.3), attributionControl: Boolean(words.credit), minZoom: 9 });
  map.attributionControl?.setPrefix(false);
  let pin = null;

  if (bounds) map.fitBounds(bounds);
  else map.setView([Number(words.centreLatitude) || 31.8, Number(words.centreLongitude) || -7.1], 6);
  if (words.tiles) L.tileLayer(words.tiles, { attribution: words.credit, maxZoom: 19 }).addTo(map);
  drawLimits();
  restore();
  if (!("readonly" in words)) offer();
  box.dispatchEvent(new CustomEvent("map:drawn", { bubbles: true, detail: { map, bounds } }));
  // A map drawn in a closed step has no size: draw again when its step opens.
  document.addEventListener("step:open", () => map.invalidateSize());
  new ResizeObserver(() => map.invalidateSize()).observe(canvas);

  function drawLimits() {
    const style = { className: "map-outline", weight: 2, interactive: false };
    const ring = words.outline ? JSON.parse(words.outline) : [];
    if (ring.length) L.polygon(ring.map(([x, y]) => [y, x]), style).addTo(map);
    else if (bounds) L.rectangle(bounds, style).addTo(map);
  }

  function restore() {
    const [y, x] = [words.pinLatitude || latitude?.value, words.pinLongitude || longitude?.value];
    if (y && x) place(L.latLng(Number(y), Number(x)), true);
    offerPins();
  }

  // data-pins: [{latitude, longitude, number, title, choice: id of a radio}], chosen by click here or in the list; without a choice they only say where something is.
  function offerPins() {
    const rows = words.pins ? JSON.parse(words.pins) : [];
    const drawn = rows.map((row) => {
      const drawing = L.divIcon({ className: "map-number", html: String(row.number), iconSize: [28, 28] });
      const marker = L.marker([row.latitude, row.longitude], { icon: drawing, keyboard: false, title: row.title, alt: row.title });
      const radio = document.getElementById(row.choice);
      marker.addTo(map).on("click", () => {
        if (!radio) return;
        radio.checked = true;
        radio.dispatchEvent(new Event("change", { bubbles: true }));
      });
      return { marker, radio };
    });
    if (!drawn.length) return;
    const show = () => drawn.forEach(({ marker, radio }) => marker.getElement()?.classList.toggle("is-chosen", Boolean(radio?.checked)));
    document.addEventListener("change", show);
    show();
    const places = drawn.map(({ marker }) => marker.getLatLng());
    map.fitBounds(L.latLngBounds(pin ? [...places, pin.getLatLng()] : places).pad(0.2), { maxZoom: 17 });
  }

  function offer() {
    const row = document.createElement("div");
    row.className = "row-line";
    row.append(
      button("target", words.mine, () => navigator.geolocation?.getCurrentPosition(found, () => say(words.denied))),
      button("pin", words.middle, () => put(map.getCenter())),
      button("trash", words.remove, clear),
    );
    const status = document.createElement("p");
    status.className = "small mb-0";
    status.setAttribute("role", "status");
    box.append(row, status);
    map.on("click", (event) => put(event.latlng));
    canvas.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.target !== canvas) return;
      event.preventDefault();
      put(map.getCenter());
    });
  }

  function button(drawing, label, action) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-quiet";
    made.append(symbol(drawing, "icon icon-s"), label);
    made.addEventListener("click", action);
    return made;
  }

  function found(position) {
    const point = L.latLng(position.coords.latitude, position.coords.longitude);
    if (put(point) && words.tiles) map.setView(point, 17);
  }

  function put(point) {
    if (bounds && !bounds.contains(point)) {
      say(words.outside);
      return false;
    }
    place(point, false);
    latitude.value = point.lat.toFixed(6);
    longitude.value = point.lng.toFixed(6);
    longitude.dispatchEvent(new Event("change", { bubbles: true }));
    say(words.set);
    return true;
  }

  function place(point, centre) {
    pin?.remove();
    const drawing = L.divIcon({ className: "map-pin", html: symbol("pin", "icon"), iconSize: [40, 40], iconAnchor: [20, 36] });
    pin = L.marker(point, { icon: drawing, keyboard: false, interactive: false }).addTo(map);
    if (centre && (words.tiles || !bounds)) map.setView(point, 16);
  }

  function clear() {
    pin?.remove();
    pin = null;
    latitude.value = longitude.value = "";
    longitude.dispatchEvent(new Event("change", { bubbles: true }));
    say("");
  }

  function say(text) {
    box.querySelector("[role=status]").textContent = text;
  }
}

function symbol(name, className) {
  const sprite = (document.querySelector("use")?.getAttribute("href") || "").split("#")[0];
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
}
