// Shows as many rows as the choice beside them says. Without this script all of them show, and a note tells which to fill in.
for (const rows of document.querySelectorAll("[data-rows-of]")) {
  const choice = document.getElementById(rows.dataset.rowsOf);
  const show = () => {
    [...rows.querySelectorAll("[data-row]")].forEach((row, nth) => { row.hidden = nth >= Number(choice.value); });
  };
  rows.querySelector("[data-rows-note]")?.remove();
  choice.addEventListener("change", show);
  show();
}
