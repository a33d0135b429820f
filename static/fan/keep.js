// Keeps tickets for when there is no network: this page registers itself as the worker of /tickets/.
// The worker keeps what it shows (page, style, code) and shows it again when nobody answers.
const KEPT = "tickets-1";

if ("ServiceWorkerGlobalScope" in self) {
  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
  self.addEventListener("message", (event) => {
    event.waitUntil(caches.open(KEPT).then((kept) => Promise.allSettled(event.data.map((url) => kept.add(url)))));
  });
  self.addEventListener("fetch", (event) => {
    if (event.request.method !== "GET") return;
    event.respondWith(answer(event.request));
  });
} else if ("serviceWorker" in navigator) {
  // Below the language, if there is one: /fr/tickets/.
  const scope = location.pathname.replace(/tickets\/.*/, "tickets/");
  navigator.serviceWorker.register(import.meta.url, { scope, type: "module" }).then(async () => {
    const ready = await navigator.serviceWorker.ready;
    const seen = performance.getEntriesByType("resource").map((entry) => entry.name);
    const own = seen.filter((url) => url.startsWith(location.origin));
    ready.active.postMessage([location.href, ...own]);
  });
}

async function answer(request) {
  const kept = await caches.open(KEPT);
  try {
    const fresh = await fetch(request);
    if (fresh.ok && request.url.startsWith(self.location.origin)) await kept.put(request, fresh.clone());
    return fresh;
  } catch (error) {
    const known = await kept.match(request, { ignoreVary: true });
    if (known) return known;
    throw error;
  }
}
