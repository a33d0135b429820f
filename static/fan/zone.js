// Offers the browser's time zone beside the choice of one. It is chosen by whoever presses, and kept by whoever saves.
for (const offer of document.querySelectorAll('button[data-zone-of]')) {
  const choice = document.getElementById(offer.dataset.zoneOf);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = [...(choice?.options ?? [])].some((option) => option.value === here);
  if (!known || choice.value === here) continue;
  offer.textContent = offer.dataset.says.replace('%', here);
  offer.hidden = false;
  offer.addEventListener('click', () => {
    choice.value = here;
    offer.hidden = true;
  });
}
