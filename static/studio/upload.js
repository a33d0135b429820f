// Uploads that go on where the line broke. One file after the other, each in pieces, by the tus protocol.
(() => {
  "use strict";
  const drop = document.querySelector("[data-upload]");
  const list = document.querySelector("[data-files]");
  const pick = drop?.querySelector("input[type=file]");
  if (!drop || !list || !pick) return;
  drop.hidden = false;

  const { wordsMoving, wordsPaused, wordsStored, wordsFailed, wordsAttached } = drop.dataset;
  const PIECE = 8 * 1024 * 1024;
  const WAITS = [1, 2, 4, 8, 15, 30];
  const tus = { "Tus-Resumable": "1.0.0" };
  const seconds = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "second", unitDisplay: "narrow" });
  const minutes = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "minute", unitDisplay: "narrow" });
  const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });
  const sleep = (time) => new Promise((done) => setTimeout(done, time * 1000));
  const left = (time) => (time < 90 ? seconds.format(Math.ceil(time)) : minutes.format(Math.ceil(time / 60)));

  // The same file chosen again, also after a reload, goes on with its upload.
  const keyOf = (file) => `upload:${file.name}:${file.size}:${file.lastModified}`;
  const remembered = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const remember = (key, address) => {
    try { address ? localStorage.setItem(key, address) : localStorage.removeItem(key); } catch { /* storage may be off */ }
  };

  class Refused extends Error {}

  const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

  const show = (file) => {
    const row = document.createElement("li");
    row.className = "file";
    const mark = document.createElement("span");
    const name = document.createElement("span");
    const bold = document.createElement("b");
    bold.textContent = file.name;
    name.append(bold);
    const state = document.createElement("span");
    state.className = "state state--wait";
    state.setAttribute("role", "status");
    const bar = document.createElement("progress");
    bar.max = file.size;
    bar.value = 0;
    const acts = document.createElement("span");
    acts.className = "file__acts";
    row.append(mark, name, state, bar, acts);
    list.prepend(row);
    return {
      row,
      say(tone, words) {
        state.className = `state state--${tone}`;
        if (state.textContent !== words) state.textContent = words;
      },
      at(done) {
        bar.value = done;
        bar.setAttribute("aria-label", `${file.name}, ${percent.format(done / file.size)}`);
      },
      end() { bar.remove(); acts.remove(); },
    };
  };

  // A piece by XMLHttpRequest, because only it tells how much has left.
  const sendPiece = (address, piece, offset, moved) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      let moves = Date.now();
      // A phone that changed its network keeps a dead line open for minutes.
      const watch = setInterval(() => { if (Date.now() - moves > 30000) request.abort(); }, 1000);
      const broken = () => { clearInterval(watch); reject(new TypeError("line broken")); };
      request.open("PATCH", address);
      request.setRequestHeader("Tus-Resumable", "1.0.0");
      request.setRequestHeader("Content-Type", "application/offset+octet-stream");
      request.setRequestHeader("Upload-Offset", offset);
      request.upload.onprogress = (event) => { moves = Date.now(); moved(offset + event.loaded); };
      request.onerror = request.onabort = request.ontimeout = broken;
      request.onload = () => {
        clearInterval(watch);
        resolve({
          status: request.status,
          text: request.responseText,
          offset: request.getResponseHeader("Upload-Offset"),
          asset: request.getResponseHeader("Stagedoor-Asset"),
        });
      };
      request.send(piece);
    });

  const ask = async (address, method, headers = {}) => {
    const answer = await fetch(address, { method, headers: { ...tus, ...headers }, redirect: "manual" });
    // Led to the sign-in page: what has arrived stays, the page must be opened anew.
    if (answer.type === "opaqueredirect" || answer.status === 403) throw new Refused(wordsFailed);
    return answer;
  };

  const refuse = (answer, text) => {
    if (answer.status === 413 || answer.status === 422 || answer.status === 507) throw new Refused(text || wordsFailed);
  };

  const begin = async (file, key) => {
    const known = remembered(key);
    if (known) {
      const answer = await ask(known, "HEAD");
      if (answer.ok) {
        return { address: known, offset: Number(answer.headers.get("Upload-Offset")), asset: answer.headers.get("Stagedoor-Asset") };
      }
      if (answer.status >= 500 || answer.status === 423) throw new TypeError("not now");
      remember(key, null);
    }
    const answer = await ask(drop.dataset.upload, "POST", {
      "Upload-Length": String(file.size),
      "Upload-Metadata": `filename ${base64(file.name)}`,
    });
    if (!answer.ok) {
      refuse(answer, await answer.text());
      throw new TypeError("not now");
    }
    const address = new URL(answer.headers.get("Location"), location.href).pathname;
    remember(key, address);
    return { address, offset: 0, asset: null };
  };

  const upload = async (file, line) => {
    const key = keyOf(file);
    let tries = 0;
    for (;;) {
      try {
        let { address, offset, asset } = await begin(file, key);
        const since = Date.now();
        const from = offset;
        const moved = (done) => {
          tries = 0;
          line.at(done);
          const speed = (done - from) / Math.max(0.5, (Date.now() - since) / 1000);
          const rest = speed > 0 ? `, ${left((file.size - done) / speed)}` : "";
          line.say("wait", `${percent.format(done / file.size)} ${wordsMoving}${rest}`);
        };
        while (!asset) {
          const answer = await sendPiece(address, file.slice(offset, offset + PIECE), offset, moved);
          refuse(answer, answer.text);
          if (answer.status !== 204) throw new TypeError("not now");
          offset = Number(answer.offset);
          asset = answer.asset;
        }
        remember(key, null);
        line.at(file.size);
        return asset;
      } catch (error) {
        if (error instanceof Refused) { remember(key, null); throw error; }
        line.say("wait", wordsPaused);
        const wait = WAITS[Math.min(tries++, WAITS.length - 1)];
        // Back on the network is a good moment, whatever the clock says.
        await Promise.race([sleep(wait), new Promise((done) => addEventListener("online", done, { once: true }))]);
      }
    }
  };

  const attach = (line, asset) => {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = drop.dataset.attach;
    field.value = asset;
    line.row.append(field);
  };

  let under = 0;
  let queue = Promise.resolve();
  const take = (files) => {
    for (const file of files) {
      const line = show(file);
      line.at(0);
      line.say("wait", wordsPaused);
      under += 1;
      queue = queue.then(async () => {
        try {
          const asset = await upload(file, line);
          line.say("ok", drop.dataset.attach ? wordsAttached : wordsStored);
          if (drop.dataset.attach) attach(line, asset);
        } catch (error) {
          line.say("stop", error instanceof Refused ? error.message : wordsFailed);
        }
        line.end();
        under -= 1;
      });
    }
  };

  pick.addEventListener("change", () => { take([...pick.files]); pick.value = ""; });
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); drop.dataset.over = ""; });
  }
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => { delete drop.dataset.over; });
  drop.addEventListener("drop", (event) => { event.preventDefault(); take([...event.dataTransfer.files]); });
  addEventListener("beforeunload", (event) => { if (under > 0) event.preventDefault(); });
})();
