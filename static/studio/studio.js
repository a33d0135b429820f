// Small helps for the studio. Every page works without this file.
(() => {
  "use strict";

  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
  const rooms = { w: "/studio", p: "/studio/posts", m: "/studio/members", o: "/studio/orders", r: "/studio/reports" };
  let going = false;

  document.addEventListener("keydown", (event) => {
    if (event.key === "s" && (event.ctrlKey || event.metaKey) && !event.altKey) {
      const save = document.querySelector('[data-key="s"]');
      if (save) {
        event.preventDefault();
        save.click();
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/") {
      const find = document.querySelector("[data-find-page]") || document.querySelector("[data-find]");
      if (find) {
        event.preventDefault();
        find.focus();
        find.select();
      }
    } else if (event.key === "n") {
      document.querySelector('[data-key="n"]')?.click();
    } else if (event.key === "g") {
      going = true;
      setTimeout(() => { going = false; }, 1500);
      return;
    } else if (going && rooms[event.key]) {
      location.href = rooms[event.key];
    }
    going = false;
  });

  // A double tap must not send a form twice.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.submitter?.formTarget === "_blank" || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 5000);
  });

  // Chosen rows: how many, and all of the page at once.
  for (const table of document.querySelectorAll("[data-rows]")) {
    const rows = () => [...table.querySelectorAll("tbody input[type=checkbox]")];
    const all = table.querySelector("[data-all]");
    const says = document.querySelector("[data-chosen]");
    const none = says?.textContent;
    const count = () => {
      const chosen = rows().filter((row) => row.checked).length;
      if (says) says.textContent = chosen ? `${chosen} ${says.dataset.chosen}` : none;
      all.checked = chosen > 0 && chosen === rows().length;
      all.indeterminate = chosen > 0 && !all.checked;
    };
    all?.addEventListener("change", () => {
      for (const row of rows()) row.checked = all.checked;
      count();
    });
    table.addEventListener("change", (event) => { if (event.target !== all) count(); });
    count();
  }

  // The condition line counts while one types.
  for (const line of document.querySelectorAll("[data-count]")) {
    const input = line.querySelector("input");
    const output = line.querySelector("output");
    const caret = line.querySelector(".caret");
    const say = line.querySelector(".cond__say span");
    const form = input.form;
    let wait, asked = 0;
    const ask = async () => {
      const mine = ++asked;
      const audience = form.querySelector("[name=audience]:checked")?.value ?? "other";
      const body = new URLSearchParams({ audience, condition: input.value });
      const answer = await fetch(line.dataset.count, { method: "POST", body }).catch(() => null);
      if (!answer?.ok || mine !== asked) return;
      const { reach, says, wrong, at } = await answer.json();
      output.textContent = reach;
      say.textContent = wrong || says;
      say.className = wrong ? "err" : "";
      line.classList.toggle("cond--err", Boolean(wrong));
      caret.hidden = !wrong;
      caret.textContent = wrong ? `${input.value}\n${" ".repeat(at)}^` : "";
      if (wrong) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    };
    const later = () => { clearTimeout(wait); wait = setTimeout(ask, 300); };
    input.addEventListener("input", () => {
      const other = form.querySelector('[name=audience][value="other"]');
      if (other) other.checked = true;
      later();
    });
    form.addEventListener("change", (event) => { if (event.target.name === "audience") later(); });
  }
})();
