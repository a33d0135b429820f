// While the bank is asked: look again by ourselves. Without it the page reloads every three seconds.
const state = (page) => page.querySelector('[data-paying]')?.dataset.paying;
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

for (let tries = 0; tries < 60; tries += 1) {
  await wait(tries < 20 ? 1000 : 4000);
  if (state(document) !== 'waiting') break;
  try {
    const answer = await fetch(location.href, { credentials: 'same-origin', headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    if (answer.redirected || (answer.ok && state(page) !== 'waiting')) {
      location.replace(answer.url);
      break;
    }
  } catch { /* no network for a moment: the next try may have one */ }
}
