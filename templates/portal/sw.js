// Keeps static files, and the page that says there is no network; never a page of a person. See portal/installable.py.
"use strict";

const { cache: CACHE, files, pages, statics, language } = {{ facts|safe }};

async function fill() {
  const kept = await caches.open(CACHE);
  await kept.addAll(files);
  // Without cookies: the same page for everybody.
  for (const page of Object.values(pages)) await kept.put(page, await fetch(page, { credentials: "omit" }));
}

async function clean() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("jamaati-") && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function fromKept(request) {
  const found = await caches.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}

async function orOffline(request) {
  try {
    return await fetch(request);
  } catch {
    const spoken = new URL(request.url).pathname.split("/")[1];
    return (await caches.match(pages[spoken] || pages[language])) || Response.error();
  }
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(clean()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith(statics)) event.respondWith(fromKept(request));
  else if (request.mode === "navigate") event.respondWith(orOffline(request));
});
