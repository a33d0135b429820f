// Colours picked by eye land in the field beside them.
(() => {
  "use strict";
  for (const picker of document.querySelectorAll("[data-twin]")) {
    const field = document.getElementById(picker.dataset.twin);
    picker.addEventListener("input", () => { field.value = picker.value; });
    field.addEventListener("input", () => { if (/^#[0-9a-f]{6}$/i.test(field.value)) picker.value = field.value; });
  }
})();
