// A page that waits for something looks again by itself. Without script it reloads now and then.
const box = (page) => page.querySelector('[data-again]');
const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));
const first = box(document);
const every = Number(first?.dataset.every);

// Often at first, then seldom: nobody waits at a bank for hours, and a club being mended is not to be stormed.
for (let tries = 0; first && tries < 200; tries += 1) {
  await wait(tries < 20 ? every : every * 4);
  if (box(document) !== first) break;
  try {
    const answer = await fetch(location.href, { credentials: 'same-origin', headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (answer.redirected || box(page)?.dataset.again !== first.dataset.again) {
      location.replace(answer.url);
      break;
    }
  } catch { /* no network for a moment: the next try may have one */ }
}
