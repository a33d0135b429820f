// Colours picked by eye land in the field beside them, and the page in the preview leads nowhere.
(() => {
  "use strict";
  for (const picker of document.querySelectorAll("[data-twin]")) {
    const field = document.getElementById(picker.dataset.twin);
    picker.addEventListener("input", () => { field.value = picker.value; });
    field.addEventListener("input", () => { if (/^#[0-9a-f]{6}$/i.test(field.value)) picker.value = field.value; });
  }
  const sight = document.getElementById("sight");
  // Its pages may not be framed one by one: a link followed in there would end at a wall.
  const stay = () => sight?.contentDocument?.addEventListener("click", (event) => event.preventDefault());
  sight?.addEventListener("load", stay);
  stay();
})();
