// While many ask for letters, a form that carries data-work is taken at once from whoever found a number whose SHA-256 with
// that word begins with enough zero bits. Without this script one waits instead.
const K = new Uint32Array(64);
const FIRST = new Uint32Array(8);
{
  // The first bits of the roots of the first primes, as the standard has them.
  const bits = (x) => (x - Math.floor(x)) * 2 ** 32;
  let found = 0;
  for (let n = 2; found < 64; n += 1) {
    let prime = true;
    for (let d = 2; d * d <= n; d += 1) if (n % d === 0) { prime = false; break; }
    if (!prime) continue;
    if (found < 8) FIRST[found] = bits(Math.sqrt(n));
    K[found] = bits(Math.cbrt(n));
    found += 1;
  }
}

const W = new Uint32Array(64);
const turn = (x, n) => (x >>> n) | (x << (32 - n));

const block = (state, bytes, at) => {
  for (let i = 0; i < 16; i += 1) {
    const b = at + i * 4;
    W[i] = (bytes[b] << 24) | (bytes[b + 1] << 16) | (bytes[b + 2] << 8) | bytes[b + 3];
  }
  for (let i = 16; i < 64; i += 1) {
    const a = W[i - 15], b = W[i - 2];
    W[i] = W[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + W[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i += 1) {
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
};

const hash = (text) => {
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  new DataView(padded.buffer).setUint32(padded.length - 4, bytes.length * 8);
  const state = FIRST.slice();
  for (let at = 0; at < padded.length; at += 64) block(state, padded, at);
  return state;
};

const zeros = (state) => {
  let sum = 0;
  for (const word of state) {
    sum += Math.clz32(word);
    if (word) break;
  }
  return sum;
};

const rest = () => new Promise((done) => setTimeout(done));

const work = async (form) => {
  const note = form.querySelector('[data-work]');
  if (!note || note.dataset.begun) return;
  note.dataset.begun = 'yes';
  note.querySelector('[data-patience]').hidden = true;
  note.querySelector('[data-working]').hidden = false;
  const word = note.dataset.work, bits = Number(note.dataset.bits);
  for (let number = 0; ; number += 1) {
    if (zeros(hash(`${word}.${number}`)) >= bits) {
      form.elements.work.value = String(number);
      break;
    }
    // The page stays alive while it works.
    if (number % 4096 === 0) await rest();
  }
  if (form.isConnected) form.requestSubmit();
};

for (const form of document.querySelectorAll('form:has([data-work])')) work(form);
