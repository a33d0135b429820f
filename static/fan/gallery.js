// Pictures, large: optional. Without it each picture is a link to its largest rendition.
const links = () => [...document.querySelectorAll('a[data-photo]')];
let shown = 0;

function show(dialog, index) {
  const all = links();
  shown = (index + all.length) % all.length;
  const small = all[shown].querySelector('img');
  const large = dialog.querySelector('img');
  large.src = all[shown].href;
  large.alt = small.alt;
  large.width = small.width;
  large.height = small.height;
  dialog.querySelector('figcaption').textContent = all[shown].closest('figure').querySelector('figcaption')?.textContent ?? '';
  dialog.querySelector('[data-number]').textContent = dialog.dataset.count.replace('%1', shown + 1).replace('%2', all.length);
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-photo]');
  const dialog = document.querySelector('dialog.light');
  if (!dialog) return;
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    show(dialog, links().indexOf(link));
    dialog.showModal();
  }
  const button = event.target.closest('dialog.light button');
  if (button?.matches('[data-step]')) show(dialog, shown + Number(button.dataset.step));
  if (button?.matches('[data-close]')) dialog.close();
});
document.addEventListener('keydown', (event) => {
  const dialog = document.querySelector('dialog.light[open]');
  if (!dialog) return;
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step) show(dialog, shown + (document.documentElement.dir === 'rtl' ? -step : step));
  if (event.key === 'Home') show(dialog, 0);
  if (event.key === 'End') show(dialog, links().length - 1);
});
// The way back is to the picture one was looking at.
document.addEventListener('close', (event) => { if (event.target.matches?.('dialog.light')) links()[shown]?.focus(); }, true);
