// Keeps what must show without a network: tickets, and the door's gate. This page registers itself as the worker of
// /tickets/; the gate registers it as the worker of /door. The worker keeps what it shows (page, style, code) and shows it
// again when nobody answers. What the gate asks of the server it never answers: nothing kept may pass for the server.
const TICKETS = "tickets-1";
const GATE = "door-1";
// So long somebody waits for a page that is here already.
const PATIENCE = 3000;

if ("ServiceWorkerGlobalScope" in self) {
  const gate = new URL(self.registration.scope).pathname === "/door";
  const name = gate ? GATE : TICKETS;
  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
  self.addEventListener("message", (event) => {
    event.waitUntil(caches.open(name).then((kept) => Promise.allSettled(event.data.map((url) => kept.add(url)))));
  });
  self.addEventListener("fetch", (event) => {
    if (event.request.method !== "GET") return;
    if (gate && !isGate(new URL(event.request.url))) return;
    event.respondWith(answer(name, event.request));
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

/// The gate's own page and files; not its list, its count, or the pairing of another.
function isGate(url) {
  return url.origin === self.location.origin && (url.pathname === "/door" || url.pathname.startsWith("/static/"));
}

async function answer(name, request) {
  const kept = await caches.open(name);
  const known = await kept.match(request, { ignoreVary: true });
  const fresh = ask(kept, request);
  if (!known) return fresh;
  const late = new Promise((give) => setTimeout(() => give(known), PATIENCE));
  // A server that is down behind a proxy that is up is no answer either.
  return Promise.race([fresh.then((found) => (found.status < 500 ? found : known), () => known), late]);
}

async function ask(kept, request) {
  const fresh = await fetch(request);
  if (fresh.ok && request.url.startsWith(self.location.origin)) await kept.put(request, fresh.clone());
  return fresh;
}
