// Points on a map that map.js has drawn: <div data-map data-readonly data-points="address of the JSON">.
// Places with their cases; a window names them. The list beside the map says the same without it.
"use strict";

const TOGETHER = 34; // pixels

document.addEventListener("map:drawn", async (event) => {
  const address = event.target.dataset.points;
  if (!address) return;
  const { map, bounds } = event.detail;
  const answer = await fetch(address);
  if (!answer.ok) return;
  const found = await answer.json();
  const more = document.querySelector("[data-points-more]");
  if (more) more.hidden = !found.more;
  if (!bounds && found.points.length) map.fitBounds(found.points.map((point) => [point.latitude, point.longitude]), { padding: [40, 40] });
  const layer = L.layerGroup().addTo(map);
  const draw = () => {
    layer.clearLayers();
    for (const group of near(map, found.points)) mark(layer, group);
  };
  map.on("zoomend", draw);
  draw();
});

// Points that would lie over one another at this zoom, together.
function near(map, points) {
  const groups = [];
  for (const point of points) {
    const place = map.project([point.latitude, point.longitude]);
    const group = groups.find((each) => each.place.distanceTo(place) < TOGETHER);
    if (group) group.complaints.push(...point.complaints);
    else groups.push({ place, point: [point.latitude, point.longitude], complaints: [...point.complaints] });
  }
  return groups;
}

function mark(layer, { point, complaints }) {
  const icon = document.createElement("span");
  icon.className = "point";
  icon.textContent = complaints.length > 1 ? complaints.length : "";
  const drawing = L.divIcon({ className: "map-point", html: icon, iconSize: [32, 32] });
  const title = complaints.map((each) => each.subject).join(" · ").slice(0, 200);
  L.marker(point, { icon: drawing, title }).addTo(layer).bindPopup(() => list(complaints), { maxHeight: 240, maxWidth: 220 });
}

function list(complaints) {
  const made = document.createElement("ul");
  made.className = "plain-list";
  for (const each of complaints) {
    const row = made.appendChild(document.createElement("li"));
    const link = row.appendChild(document.createElement("a"));
    link.href = each.url;
    const words = link.appendChild(document.createElement("bdi"));
    words.lang = each.language;
    words.textContent = each.subject;
    const state = row.appendChild(document.createElement("div"));
    state.className = "small";
    state.textContent = each.words;
  }
  return made;
}
