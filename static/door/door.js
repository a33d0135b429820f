// The gate. It decides by itself from the list it took along, and lets the server decide when the network is there:
// whichever answers first is shown, and what was decided alone is told later, under a number of its own.
const facts = JSON.parse(document.body.dataset.facts);
const words = document.getElementById("words").dataset;
const PATIENCE = 250;
const SHOWN = 4000;
const store = (name) => `door/${facts.pass}/${name}`;
const element = (id) => document.getElementById(id);

// What the phone's storage refused; a full disk is no reason not to work.
const unkept = new Map();

function remembered(name, otherwise) {
  const text = unkept.get(name) ?? localStorage.getItem(store(name));
  try {
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    // Written by an older gate: its list was no JSON. A gate that cannot read its past still works.
    return otherwise;
  }
}

function remember(name, value) {
  const text = JSON.stringify(value);
  try {
    localStorage.setItem(store(name), text);
    unkept.delete(name);
  } catch {
    unkept.set(name, text);
  }
}

function forget(names) {
  for (const name of names) {
    localStorage.removeItem(store(name));
    unkept.delete(name);
  }
}

const gate = {
  list: new Map(), numbers: new Map(), listed: 0, here: remembered("here", {}), direction: "in", key: null, closed: false,
};

/// Scans decided alone and not told yet. Read anew each time: a second tab of this gate has scans of its own in it.
const queue = () => remembered("queue", []);
const enqueue = (one) => remember("queue", [...queue(), one]);
const dequeue = (ids) => remember("queue", queue().filter((one) => !ids.has(one.id)));

// ---------------------------------------------------------------- the list

/// `listed` is when the list was asked for. What this gate saw itself counts until a newer list knows of it.
function takeAlong(text, listed) {
  [gate.list, gate.numbers, gate.listed] = [new Map(), new Map(), listed];
  for (const line of text.split("\n")) {
    if (!line) continue;
    const [hash, number, initials, type, inside] = line.split(" ");
    gate.list.set(hash, { number, initials, type: facts.types[type] ?? "", inside: inside === "i" });
    gate.numbers.set(number, hash);
  }
  const untold = new Set(queue().map((one) => one.hash));
  const still = ([hash, seen]) => untold.has(hash) || seen.noted >= listed;
  gate.here = Object.fromEntries(Object.entries(gate.here).filter(still));
  remember("here", gate.here);
}

async function refresh() {
  const asked = Date.now();
  try {
    const answer = await fetch("/door/list", { cache: "no-store", signal: AbortSignal.timeout(30000) });
    if (answer.status === 404) return revoked();
    if (!answer.ok) throw new Error(answer.status);
    const text = await answer.text();
    gate.closed = false;
    takeAlong(text, asked);
    remember("list", { text, asked });
    online(true);
  } catch {
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

/// The hash of a code, or of the number on a ticket at a gate that may look up.
async function find(code) {
  const typed = code.trim();
  return /^\d+$/.test(typed) && facts.search ? gate.numbers.get(typed) ?? null : read(typed);
}

/// What this gate says by itself.
async function decide(code, direction) {
  const number = /^\d+$/.test(code.trim());
  const hash = await find(code);
  if (!hash) return { verdict: number && facts.search ? "unlisted" : "unknown" };
  const ticket = gate.list.get(hash);
  // Signed, and bought since, moved, or for another evening: only the server knows. Unsigned where nobody could check.
  if (!ticket) return { verdict: gate.key ? "unlisted" : "unknown" };
  const about = { number: ticket.number, holder: ticket.initials === "-" ? "" : ticket.initials, type: ticket.type };
  const here = gate.here[hash];
  const inside = here ? here.inside : ticket.inside;
  if (direction === "out") return { verdict: inside ? "left" : "not_inside", hash, ...about };
  if (inside) return { verdict: "inside", hash, gate: here?.gate ?? "", at: here?.at, ...about };
  return { verdict: here ? "readmitted" : "admitted", hash, ...about };
}

const letThrough = (verdict) => ["admitted", "readmitted", "left"].includes(verdict.verdict);

function note(hash, verdict) {
  if (!hash || gate.closed) return;
  const noted = Date.now();
  if (letThrough(verdict)) gate.here[hash] = { inside: verdict.verdict !== "left", gate: facts.gate, at: noted, noted };
  else if (verdict.verdict === "inside") gate.here[hash] = { inside: true, gate: verdict.gate, at: verdict.at, noted };
  else delete gate.here[hash];
  remember("here", gate.here);
}

// ---------------------------------------------------------------- a scan

let deciding = Promise.resolve();
/// Settled when the server was asked, and answered or not, about the scan before. It hears of scans in their order: of two
/// on one ticket it would let in whichever reached it first.
let askedBefore = Promise.resolve();
const TOLD_LATER = new Error("told later");
/// Scans the server is being asked about at this moment.
const asking = new Set();
/// Scans nobody answered and nobody went through on, by code: shown again, each is the same scan.
const unanswered = new Map();
/// The scan whose verdict is on the screen.
let shown = null;

/// One after the other; a code typed meanwhile waits its turn. Done when its verdict is shown.
function scan(code) {
  if (!code.trim()) return deciding;
  deciding = deciding.then(() => scanNow(code)).catch(() => {});
  return deciding;
}

async function scanNow(code) {
  if (gate.closed) return show({ verdict: "revoked" });
  if (/^\d+$/.test(code.trim()) && !facts.search) return show({ verdict: "no_search" }, 0);
  const began = performance.now();
  const same = `${gate.direction} ${code}`;
  const one = { id: unanswered.get(same) ?? crypto.randomUUID(), code, direction: gate.direction };
  const alone = decide(code, one.direction);
  // Once it is decided without the server, nothing is asked any more: what happened is told. Nor while the server does not
  // know yet what happened with this ticket before.
  let decided = false;
  const isLate = (hash) => decided || (hash && queue().some((untold) => untold.hash === hash));
  asking.add(one.id);
  const asked = askedBefore
    .then(() => alone)
    .then(({ hash }) => (isLate(hash) ? Promise.reject(TOLD_LATER) : ask([one])))
    .then(([answer]) => answer)
    .finally(() => asking.delete(one.id));
  askedBefore = asked.catch(() => {});
  const first = await Promise.race([asked.catch(() => alone), wait(PATIENCE).then(() => alone)]);
  const local = await alone;
  decided = first === local;
  // Closed meanwhile: that is on the screen, and nobody comes in.
  if (gate.closed) return;
  shown = one;
  show(first, performance.now() - began);
  if (first !== local) {
    unanswered.delete(same);
    answered(one, local, first);
    return;
  }
  if (letThrough(local) || local.hash) {
    note(local.hash, local);
    enqueue({ ...one, at: Date.now(), hash: local.hash, number: local.number, said: local.verdict });
  }
  if (!letThrough(local)) unanswered.set(same, one.id);
  asked.then(
    (answer) => {
      dequeue(new Set([one.id]));
      unanswered.delete(same);
      if (shown === one && !element("verdict").hidden) {
        if (answer.verdict !== local.verdict) show(answer);
      } else after(local, answer);
      answered(one, local, answer);
    },
    (error) => (error === TOLD_LATER ? beat() : online(false)),
  );
}

function answered(one, local, answer) {
  note(local.hash, answer);
  online(true);
  refreshCount();
}

async function ask(scans, patience = 5000) {
  const answer = await fetch("/door/scans", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ scans }),
    signal: AbortSignal.timeout(patience),
  });
  if (answer.status === 404) revoked();
  if (!answer.ok) throw new Error(answer.status);
  return (await answer.json()).verdicts;
}

/// Tells what was decided alone; what went in twice is said aloud.
async function tell() {
  for (;;) {
    const some = queue().filter((one) => !asking.has(one.id)).slice(0, 100);
    if (some.length === 0) return;
    const told = ({ id, code, direction, at, said }) =>
      ({ id, code, direction, at, refused: ["inside", "not_inside"].includes(said) });
    let verdicts;
    try {
      verdicts = await ask(some.map(told), 30000);
    } catch {
      return online(false);
    }
    dequeue(new Set(some.map((one) => one.id)));
    for (const [nth, one] of some.entries()) {
      unanswered.delete(`${one.direction} ${one.code}`);
      after({ verdict: one.said ?? "admitted", number: one.number }, verdicts[nth]);
    }
    online(true);
  }
}

/// The server knows better than what was shown, and the person has walked on.
function after(local, answer) {
  if (LOOKS[local.verdict] === LOOKS[answer.verdict]) return;
  const line = element("doubles");
  const number = answer.number ?? local.number ?? "?";
  const twice = letThrough(local) && local.verdict !== "left" && answer.verdict === "inside";
  const said = twice
    ? line.dataset.words.replace("%1", number).replace("%2", answer.gate).replace("%3", clock(answer.at))
    : line.dataset.after.replace("%1", number).replace("%2", words[answer.verdict] ?? words.unknown);
  line.textContent = line.hidden ? said : `${line.textContent} ${said}`;
  line.hidden = false;
  sound(LOOKS[answer.verdict] ?? "no");
}

let beating = null;

/// Tells, and learns. One at a time: two would tell the same scans.
function beat() {
  beating ??= tell().then(refresh).then(refreshCount).finally(() => { beating = null; });
  return beating;
}

// ---------------------------------------------------------------- what is seen and heard

/// The time of day as the page before it says it: the phone's own habits may differ.
function clock(at) {
  return new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

const LOOKS = {
  admitted: "in", readmitted: "in", left: "in", inside: "again", not_inside: "again",
  unlisted: "again", no_search: "again", void: "no", other_event: "no", unknown: "no", revoked: "no",
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
  const why = verdict.verdict === "unlisted" ? words.unlistedWhat.replace("%1", clock(gate.listed))
    : verdict.verdict === "no_search" ? words.no_searchWhat : "";
  element("what").textContent = [number, where, why].filter(Boolean).join(". ");
  element("again").hidden = verdict.verdict !== "unlisted";
  element("scan").hidden = true;
  element("verdict").hidden = false;
  if (took !== undefined) document.body.dataset.took = Math.round(took);
  sound(look);
  clearTimeout(hiding);
  // Green leaves by itself; yellow and red wait for a thumb.
  if (look === "in") hiding = setTimeout(ready, SHOWN);
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
  const untold = queue().length;
  const queued = untold ? ` ${sync.dataset.queued.replace("%1", untold)}` : "";
  const bar = said.replace("%1", gate.list.size).replace("%2", clock(gate.listed));
  sync.textContent = (gate.closed ? `${words.revoked}${queued && "."}` : bar) + queued;
  document.body.dataset.online = there ? "yes" : "no";
  document.body.dataset.list = gate.list.size;
}

/// The pass was taken back: what this phone took along goes, and nothing is green any more.
async function revoked() {
  if (gate.closed) return;
  gate.closed = true;
  [gate.list, gate.numbers, gate.here] = [new Map(), new Map(), {}];
  forget(["list", "here"]);
  show({ verdict: "revoked" });
  online(true);
  // Scans that nobody was told of stay until the club's own page says that this is no gate: a proxy says 404, too.
  const page = await fetch("/door").then((answer) => answer.text()).catch(() => "");
  if (page.includes("door/closed.js")) {
    forget(["queue"]);
    online(true);
  }
  // Last: the worker keeps what it is asked for.
  await caches.delete("door-1");
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
    if (!element("verdict").hidden || video.videoWidth === 0) continue;
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
element("again").addEventListener("click", () => shown && scan(shown.code));
for (const direction of ["in", "out"]) {
  element(direction).addEventListener("click", () => {
    gate.direction = direction;
    element("in").setAttribute("aria-pressed", direction === "in");
    element("out").setAttribute("aria-pressed", direction === "out");
  });
}
element("count").addEventListener("click", refreshCount);
addEventListener("online", beat);
document.addEventListener("pointerdown", () => speaker?.resume(), { once: true });

if ("serviceWorker" in navigator) {
  const worker = import.meta.url.replace(/door\/door\.js.*/, "fan/keep.js");
  navigator.serviceWorker.register(worker, { scope: "/door", type: "module" }).then(keepGate).catch(() => {});
}

/// The page and all it is made of, for when the phone throws the tab away in a hall without a network: they were loaded
/// before the worker was there to keep them.
async function keepGate() {
  const [{ active }] = await Promise.all([navigator.serviceWorker.ready, document.fonts.ready]);
  const seen = performance.getEntriesByType("resource").map((entry) => entry.name);
  const own = seen.filter((url) => url.startsWith(`${location.origin}/static/`));
  active.postMessage([`${location.origin}/door`, ...new Set([...own, `${location.origin}${facts.wasm}`])]);
}

{
  const { text, asked } = remembered("list", { text: "", asked: 0 });
  takeAlong(text, asked);
}
beat();
setInterval(beat, 15000);
look();
