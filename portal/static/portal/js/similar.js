// Other people's open cases near this one, shown in the form as soon as subject and place are known:
// <div data-similar="address" role="status"></div>. The address answers a POST with markup, or with nothing.
// Without this script, or when the address does not answer, they are shown in a step after "send".
"use strict";

for (const box of document.querySelectorAll("[data-similar]")) {
  const form = box.closest("form");
  const sent = ["csrfmiddlewaretoken", "kind", "category", "district", "latitude", "longitude", "subject", "description", "address"];
  const watched = ["kind", "category", "district", "latitude", "longitude", "address"];
  let timer = null;
  let last = "";
  form.addEventListener("change", (event) => {
    if (!watched.includes(event.target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(look, 300);
  });
  form.addEventListener("step:open", look);

  async function look() {
    const all = new FormData(form);
    const data = new URLSearchParams(sent.map((name) => [name, all.get(name) || ""]));
    const placed = (data.get("latitude") && data.get("longitude")) || data.get("district");
    if (!data.get("category") || !placed) return box.replaceChildren();
    if (data.toString() === last) return;
    last = data.toString();
    try {
      const answer = await fetch(box.dataset.similar, { method: "POST", body: data });
      if (answer.ok && data.toString() === last) box.innerHTML = await answer.text();
    } catch {
      last = "";
    }
  }
}
