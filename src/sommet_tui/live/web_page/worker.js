// sommet-tui: opens the page without a network, from the copies of its last visit.
"use strict";
const COPIES = "sommet";
addEventListener("install", event => {
  skipWaiting();
  event.waitUntil(caches.open(COPIES).then(copies => copies.addAll(["./", "live.json", "agenda.json"])));
});
addEventListener("activate", event => event.waitUntil(clients.claim()));
addEventListener("fetch", event => {
  const { method, mode, url } = event.request, { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin || !(mode === "navigate" || /\.json$/.test(pathname))) return;
  event.respondWith(answer(event, mode === "navigate" ? "./" : pathname));
});
async function answer(event, name) {
  const copies = await caches.open(COPIES), known = await copies.match(name);
  const asked = fetch(event.request).then(async found => {
    if (found.ok) await copies.put(name, found.clone());
    return found;
  });
  if (!known) return asked;
  event.waitUntil(asked.catch(() => {}));
  const slow = new Promise(done => setTimeout(done, 5e3));
  const found = await Promise.race([asked.catch(() => {}), slow]);
  if (found && found.status < 500) return found;
  const headers = new Headers(known.headers);
  headers.set("X-Copy", "1");
  return new Response(known.body, { headers });
}
