// The gate. It decides by itself from the list it took along, and lets the server decide when the network is there:
// whichever answers first is shown, and what was decided alone is told later, under a number of its own.
const facts = JSON.parse(document.body.dataset.facts);
const words = document.getElementById("words").dataset;
const PATIENCE = 250;
const SHOWN = 4000;
const store = (name) => `door/${facts.pass}/${name}`;
const element = (id) => document.getElementById(id);

const remembered = (name, otherwise) => JSON.parse(localStorage.getItem(store(name)) ?? JSON.stringify(otherwise));
const remember = (name, value) => localStorage.setItem(store(name), JSON.stringify(value));

const gate = { list: new Map(), queue: remembered("queue", []), here: remembered("here", {}), direction: "in", key: null };

// ---------------------------------------------------------------- the list

function takeAlong(text) {
  gate.list = new Map();
  for (const line of text.split("\n")) {
    if (!line) continue;
    const [hash, number, initials, type, inside] = line.split(" ");
    gate.list.set(hash, { number, initials, type: facts.types[type] ?? "", inside: inside === "i" });
  }
}

async function refresh() {
  try {
    const answer = await fetch("/door/list", { cache: "no-store" });
    if (answer.status === 404) return revoked();
    if (!answer.ok) throw new Error(answer.status);
    const text = await answer.text();
    takeAlong(text);
    // Another device's list would be of no use here, and a full disk is no reason not to work.
    try { localStorage.setItem(store("list"), text); } catch { /* kept in memory */ }
    online(true);
  } catch {
    if (gate.list.size === 0) takeAlong(localStorage.getItem(store("list")) ?? "");
    online(false);
  }
}

// ---------------------------------------------------------------- codes

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const hex = (data) => [...data].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const uuid = (data) => hex(data).replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
const base64 = (data) => btoa(String.fromCharCode(...data)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

/// The hash a code stands under in the list; nothing for a code this club did not sign.
async function read(code) {
  const parts = code.trim().split(".");
  if (parts.length !== 3 || parts[0] !== "SD1") return null;
  try {
    const [payload, signature] = [bytes(parts[1]), bytes(parts[2])];
    if (payload.length !== 32) return null;
    gate.key ??= await crypto.subtle.importKey("raw", bytes(facts.key), "Ed25519", false, ["verify"]).catch(() => false);
    // An old browser cannot check signatures. The list still tells real tickets: nobody guesses a secret in it.
    if (gate.key && !(await crypto.subtle.verify("Ed25519", gate.key, signature, payload))) return null;
    const name = `${uuid(payload.slice(0, 16))}.${base64(payload.slice(16))}`;
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(name));
    return hex(new Uint8Array(digest).slice(0, 16));
  } catch {
    return null;
  }
}

/// What this gate says by itself.
async function decide(code) {
  const hash = await read(code);
  if (!hash) return { verdict: "unknown" };
  const ticket = gate.list.get(hash);
  if (!ticket) return { verdict: gate.key ? "void" : "unknown" };
  const about = { number: ticket.number, holder: ticket.initials === "-" ? "" : ticket.initials, type: ticket.type };
  const here = gate.here[hash];
  const inside = here ? here.inside : ticket.inside;
  if (gate.direction === "out") return { verdict: inside ? "left" : "not_inside", hash, ...about };
  if (inside) return { verdict: "inside", hash, gate: here?.gate ?? "", at: here?.at, ...about };
  return { verdict: here ? "readmitted" : "admitted", hash, ...about };
}

function note(verdict) {
  if (!verdict.hash || !["admitted", "readmitted", "left"].includes(verdict.verdict)) return;
  gate.here[verdict.hash] = { inside: verdict.verdict !== "left", gate: facts.gate, at: Date.now() };
  remember("here", gate.here);
}

// ---------------------------------------------------------------- a scan

let busy = false;

async function scan(code) {
  if (busy || !code.trim()) return;
  busy = true;
  const began = performance.now();
  const one = { id: crypto.randomUUID(), code, direction: gate.direction };
  const asked = ask([one]).then(([answer]) => answer);
  const alone = decide(code);
  const first = await Promise.race([asked.catch(() => alone), wait(PATIENCE).then(() => alone)]);
  show(first, performance.now() - began);
  const local = await alone;
  try {
    const answer = await asked;
    note({ ...answer, hash: local.hash });
    online(true);
    if (answer.verdict !== first.verdict && answer.verdict !== "known") show(answer);
    refreshCount();
  } catch {
    // A number that was typed means nothing without the server.
    if (local.verdict !== "unknown") {
      note(local);
      gate.queue.push({ ...one, at: Date.now() });
      remember("queue", gate.queue);
    }
    online(false);
  }
  busy = false;
}

async function ask(scans) {
  const answer = await fetch("/door/scans", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ scans }),
    signal: AbortSignal.timeout(5000),
  });
  if (answer.status === 404) revoked();
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.json()).verdicts;
}

/// Tells what was decided alone; what went in twice is said aloud.
async function tell() {
  while (gate.queue.length > 0) {
    const some = gate.queue.slice(0, 100);
    let verdicts;
    try {
      verdicts = await ask(some);
    } catch {
      return online(false);
    }
    gate.queue = gate.queue.slice(some.length);
    remember("queue", gate.queue);
    verdicts.filter((verdict) => verdict.verdict === "inside").forEach(double);
    online(true);
  }
}

function double(verdict) {
  const line = element("doubles");
  const said = line.dataset.words.replace("%1", verdict.number).replace("%2", verdict.gate).replace("%3", clock(verdict.at));
  line.textContent = line.hidden ? said : `${line.textContent} ${said}`;
  line.hidden = false;
  sound("again");
}

// ---------------------------------------------------------------- what is seen and heard

/// The time of day as the page before it says it: the phone's own habits may differ.
function clock(at) {
  return new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

const LOOKS = {
  admitted: "in", readmitted: "in", left: "in", inside: "again", not_inside: "again",
  void: "no", other_event: "no", unknown: "no", revoked: "no",
};
const SIGNS = { in: "m3 11 5 5 9-12", again: "M10 3v9M10 15v2", no: "m4 4 12 12M16 4 4 16" };
let hiding;

function show(verdict, took) {
  const look = LOOKS[verdict.verdict] ?? "no";
  document.body.className = `v ${look}`;
  element("sign").setAttribute("d", SIGNS[look]);
  element("word").textContent = words[verdict.verdict] ?? words.unknown;
  const who = [verdict.holder, verdict.type].filter(Boolean).join(", ");
  element("who").textContent = who;
  const number = verdict.number ? words.number.replace("%1", verdict.number) : "";
  const where = verdict.verdict === "inside" && verdict.at
    ? words.insideWhat.replace("%1", verdict.gate || "?").replace("%2", clock(verdict.at))
    : "";
  element("what").textContent = [number, where].filter(Boolean).join(". ");
  element("scan").hidden = true;
  element("verdict").hidden = false;
  if (took !== undefined) document.body.dataset.took = Math.round(took);
  sound(look);
  clearTimeout(hiding);
  hiding = setTimeout(ready, SHOWN);
}

function ready() {
  document.body.className = "";
  element("verdict").hidden = true;
  element("scan").hidden = false;
}

let speaker;

function sound(look) {
  navigator.vibrate?.({ in: [80], again: [80, 80, 80], no: [400] }[look]);
  speaker ??= new AudioContext();
  if (speaker.state === "suspended") return;
  const tones = { in: [880], again: [440, 440], no: [160] }[look];
  tones.forEach((tone, nth) => {
    const pitch = speaker.createOscillator();
    pitch.frequency.value = tone;
    pitch.connect(speaker.destination);
    pitch.start(speaker.currentTime + nth * 0.2);
    pitch.stop(speaker.currentTime + nth * 0.2 + (look === "no" ? 0.5 : 0.12));
  });
}

function online(there) {
  const sync = element("sync");
  const said = there ? sync.dataset.online : sync.dataset.offline;
  const queued = gate.queue.length ? ` ${sync.dataset.queued.replace("%1", gate.queue.length)}` : "";
  sync.textContent = said.replace("%1", gate.list.size) + queued;
  document.body.dataset.online = there ? "yes" : "no";
  document.body.dataset.list = gate.list.size;
}

function revoked() {
  gate.list = new Map();
  localStorage.removeItem(store("list"));
  show({ verdict: "revoked" });
}

async function refreshCount() {
  try {
    const answer = await fetch("/door/count");
    if (!answer.ok) return;
    const { inside, tickets } = await answer.json();
    const button = element("count");
    button.textContent = button.dataset.words.replace("%1", inside).replace("%2", tickets);
  } catch { /* the number stays as it was */ }
}

const wait = (time) => new Promise((done) => setTimeout(done, time));

// ---------------------------------------------------------------- the camera

async function look() {
  const video = element("camera");
  const say = element("say");
  try {
    video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    await video.play();
  } catch {
    say.textContent = say.dataset.none;
    return;
  }
  ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => facts.wasm } });
  const canvas = new OffscreenCanvas(1, 1);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  let last = "";
  for (;;) {
    await wait(100);
    if (busy || !element("verdict").hidden || video.videoWidth === 0) continue;
    [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
    context.drawImage(video, 0, 0);
    const picture = context.getImageData(0, 0, canvas.width, canvas.height);
    const found = await ZXingWASM.readBarcodes(picture, { formats: ["QRCode"], maxNumberOfSymbols: 1 });
    const code = found[0]?.text ?? "";
    // The same code stays in the frame while people put their phones away.
    if (code && code !== last) await scan(code);
    last = code;
  }
}

// ---------------------------------------------------------------- wiring

element("type").addEventListener("submit", (event) => {
  event.preventDefault();
  scan(element("code").value);
  element("code").value = "";
});
element("next").addEventListener("click", ready);
for (const direction of ["in", "out"]) {
  element(direction).addEventListener("click", () => {
    gate.direction = direction;
    element("in").setAttribute("aria-pressed", direction === "in");
    element("out").setAttribute("aria-pressed", direction === "out");
  });
}
element("count").addEventListener("click", refreshCount);
addEventListener("online", () => tell().then(refreshCount));
document.addEventListener("pointerdown", () => speaker?.resume(), { once: true });

if ("serviceWorker" in navigator) {
  const worker = import.meta.url.replace(/door\/door\.js.*/, "fan/keep.js");
  navigator.serviceWorker.register(worker, { scope: "/door", type: "module" }).catch(() => {});
}
takeAlong(localStorage.getItem(store("list")) ?? "");
refresh().then(tell).then(refreshCount);
setInterval(() => tell().then(refresh).then(refreshCount), 15000);
look();
