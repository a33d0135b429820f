// The player: optional. Without it every recording stands on its page as the browser's own <audio controls>.
// One sound element belongs to the window, not to a page: pages are exchanged around it (Turbo, fetched the first
// time something plays), so the music goes on. After a full load it stands where it was, ready to go on.
const own = document.querySelector('script[data-turbo-src]');
const sound = new Audio();
sound.preload = 'none';
let track = null; // what is loaded: {id, src, title, artist, seconds, renew, page}
let pending = 0; // where to go once the length is known
let renewedAt = 0;
let turbo = null;

const bar = () => document.getElementById('bar');
const here = () => track && document.querySelector(`[data-player="${CSS.escape(track.id)}"]`);
const store = (kind, key, value) => {
  try {
    if (value === undefined) return JSON.parse(kind.getItem(key));
    value === null ? kind.removeItem(key) : kind.setItem(key, JSON.stringify(value));
  } catch { return null; } // private windows may refuse; then nothing is remembered
};
const clock = (s) => {
  s = Math.floor(s);
  const two = (n) => String(n).padStart(2, '0');
  return s >= 3600 ? `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}` : `${Math.floor(s / 60)}:${two(s % 60)}`;
};
const words = (s) => {
  const unit = (n, unit) => new Intl.NumberFormat(document.documentElement.lang, { style: 'unit', unit, unitDisplay: 'long' }).format(n);
  s = Math.floor(s);
  return [[Math.floor(s / 3600), 'hour'], [Math.floor(s / 60) % 60, 'minute'], [s % 60, 'second']]
    .filter(([n, u]) => n || (u === 'second' && s < 60)).map(([n, u]) => unit(n, u)).join(' ');
};
const position = () => pending || sound.currentTime;

function read(box) {
  const d = box.dataset;
  return { id: d.player, src: d.src, title: d.title, artist: d.artist, seconds: +d.seconds, renew: d.renew, page: location.pathname + location.search };
}

function load(next, at) {
  track = next;
  pending = at;
  renewedAt = 0;
  sound.src = track.src;
  if ('mediaSession' in navigator) navigator.mediaSession.metadata = new MediaMetadata({ title: track.title, artist: track.artist });
}

async function play() {
  fail('');
  bringTurbo();
  if (pending && sound.readyState > 0) settlePosition();
  try { await sound.play(); } catch (e) { if (e.name === 'NotAllowedError') draw(); }
}

function settlePosition() {
  if (pending && Number.isFinite(sound.duration)) sound.currentTime = Math.min(pending, Math.max(0, sound.duration - 1));
  pending = 0;
}

function seek(s) {
  s = Math.max(0, Math.min(s, track.seconds));
  if (sound.readyState > 0) sound.currentTime = s; else pending = s;
  draw();
}

function toggle(box) {
  if (box && (!track || track.id !== box.dataset.player)) {
    keep();
    const next = read(box);
    load(next, +box.querySelector('input[type=range]').value);
    play();
  } else if (track) sound.paused ? play() : sound.pause();
}

// Signed or checked addresses can end while the page is open: ask the post once more and go on where it was.
async function renew() {
  const at = position();
  if (!track || Date.now() - renewedAt < 30000) return fail(bar()?.dataset.error ?? '');
  renewedAt = Date.now();
  try {
    const answer = await fetch(track.renew, { credentials: 'same-origin' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.querySelector(`[data-player="${CSS.escape(track.id)}"]`);
    if (!answer.ok || !fresh) return fail(bar()?.dataset.error ?? '');
    track.src = fresh.dataset.src;
    pending = at;
    sound.src = track.src;
    await sound.play();
  } catch { fail(bar()?.dataset.error ?? ''); }
}

function fail(text) {
  const line = here()?.querySelector('.player__err');
  if (line) { line.textContent = text; line.hidden = !text; }
  const title = bar()?.querySelector('.bar__title');
  if (title && track) title.textContent = text || track.title;
}

function keep() {
  if (!track) return;
  const at = Math.floor(position());
  const worth = at > 5 && at < track.seconds - 5;
  store(localStorage, 'heard:' + track.id, worth ? at : null);
  store(sessionStorage, 'playing', { ...track, at });
}

function face(box, playing, s, whole, label) {
  box.style.setProperty('--p', `${(s / whole) * 100}%`);
  box.toggleAttribute('data-playing', playing);
  box.querySelector('[data-now]').textContent = clock(s);
  box.querySelector('[data-toggle]').setAttribute('aria-label', playing ? label.pause : label.play);
  const range = box.querySelector('input[type=range]');
  if (document.activeElement !== range || !range.matches(':active')) range.value = Math.floor(s);
  range.setAttribute('aria-valuetext', label.at.replace('%1', words(s)).replace('%2', words(whole)));
}

function draw() {
  const b = bar();
  if (!b) return;
  const label = b.dataset;
  const s = position();
  for (const box of document.querySelectorAll('[data-player][data-live]')) {
    const mine = track && box.dataset.player === track.id;
    const at = mine ? s : +box.querySelector('input[type=range]').value;
    face(box, mine && !sound.paused, at, +box.dataset.seconds || 1, label);
    let current = null;
    for (const c of box.querySelectorAll('[data-at]')) {
      c.parentElement.removeAttribute('aria-current');
      if (+c.dataset.at <= at) current = c;
    }
    if (mine && current) current.parentElement.setAttribute('aria-current', 'true');
  }
  b.hidden = !track || Boolean(here());
  if (!track) return;
  const range = b.querySelector('input');
  range.max = track.seconds;
  face(b, !sound.paused, s, track.seconds || 1, label);
  const title = b.querySelector('.bar__title');
  title.href = track.page;
  if (!title.textContent) title.textContent = track.title;
}

// Every page, also one Turbo brought: take over the players that stand there.
function greet() {
  for (const box of document.querySelectorAll('[data-player]:not([data-live])')) {
    box.dataset.live = '';
    box.querySelector('audio').preload = 'none';
    const at = store(localStorage, 'heard:' + box.dataset.player);
    box.querySelector('input[type=range]').value = Number.isFinite(at) ? at : 0;
  }
  const title = bar()?.querySelector('.bar__title');
  if (title && track) title.textContent = track.title;
  draw();
}

async function bringTurbo() {
  if (turbo || !own) return;
  turbo = import(own.dataset.turboSrc).then((t) => {
    t.config.drive.progressBarDelay = 2 ** 31 - 1; // its bar would need an inline style
    t.config.forms.mode = 'optin'; // other forms lead to pages that must be loaded whole
  }).catch(() => { turbo = null; });
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (!button) return;
  const box = button.closest('[data-player]');
  if (button.closest('#bar')) {
    if (button.matches('[data-toggle]')) toggle(null);
    if (button.matches('[data-close]')) {
      keep();
      sound.pause();
      sound.removeAttribute('src');
      track = null;
      store(sessionStorage, 'playing', null);
      draw();
    }
  } else if (box && button.matches('[data-toggle]')) toggle(box);
  else if (box && button.matches('[data-at]')) {
    if (!track || track.id !== box.dataset.player) load(read(box), 0);
    seek(+button.dataset.at);
    play();
  } else if (box && button.matches('[data-speed]')) {
    const steps = [1, 1.25, 1.5, 2, 0.75];
    sound.defaultPlaybackRate = sound.playbackRate = steps[(steps.indexOf(sound.playbackRate) + 1) % steps.length];
    button.querySelector('[data-rate]').textContent = new Intl.NumberFormat(document.documentElement.lang).format(sound.playbackRate);
  }
});
document.addEventListener('input', (event) => {
  if (event.target.type !== 'range') return;
  const box = event.target.closest('[data-player]');
  if (box && (!track || track.id !== box.dataset.player)) draw();
  else if (track && (box || event.target.closest('#bar'))) seek(+event.target.value);
});
sound.addEventListener('loadedmetadata', () => { settlePosition(); draw(); });
sound.addEventListener('error', () => { if (track && sound.getAttribute('src')) renew(); });
let lastKept = 0;
sound.addEventListener('timeupdate', () => {
  draw();
  if (Date.now() - lastKept > 5000) { lastKept = Date.now(); keep(); }
});
for (const name of ['play', 'pause']) sound.addEventListener(name, () => { keep(); draw(); });
// Over: nothing is left to go on with, so the bar goes as well.
sound.addEventListener('ended', () => {
  keep();
  const range = here()?.querySelector('input[type=range]');
  if (range) range.value = 0;
  store(sessionStorage, 'playing', null);
  track = null;
  draw();
});
window.addEventListener('pagehide', keep);
document.addEventListener('turbo:load', greet);
document.addEventListener('turbo:render', greet);
if ('mediaSession' in navigator) {
  const hands = { play, pause: () => sound.pause(), seekbackward: () => seek(position() - 15), seekforward: () => seek(position() + 15), seekto: (e) => seek(e.seekTime) };
  for (const [name, hand] of Object.entries(hands)) try { navigator.mediaSession.setActionHandler(name, (e) => track && hand(e)); } catch { /* older browsers know fewer */ }
}

const before = store(sessionStorage, 'playing');
if (before?.id) load(before, before.at || 0);
greet();
