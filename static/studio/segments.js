// While a segment is being made: its count, its words, and rows and line turned into each other, without leaving the
// page. Each answer is the same page the buttons lead to without a script.
"use strict";
(() => {
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const line = document.getElementById("condition");
  let wait, asked = 0;

  const put = (from, id) => {
    const old = document.getElementById(id), now = from.getElementById(id);
    if (old && now) old.replaceChildren(...now.childNodes);
  };

  const ask = async (act, byLine) => {
    const mine = ++asked;
    const body = new URLSearchParams(new FormData(form));
    body.set("act", act);
    const answer = await fetch(form.dataset.draft, { method: "POST", body }).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["segment-reach", "segment-caret", "segment-say", "segment-members"]) put(page, id);
    const wrong = Boolean(page.querySelector("#segment-line.cond--err"));
    document.getElementById("segment-line").classList.toggle("cond--err", wrong);
    if (wrong) line.setAttribute("aria-invalid", "true");
    else line.removeAttribute("aria-invalid");
    if (byLine && wrong) return;
    if (byLine || act !== "show") put(page, "segment-rows");
    const said = page.getElementById("condition").value;
    if (!byLine) line.value = said;
    form.querySelector("[name=was]").value = byLine ? line.value : said;
  };

  form.addEventListener("input", (event) => {
    if (event.target.name === "name" || event.target.name === "add") return;
    clearTimeout(wait);
    wait = setTimeout(() => ask("show", event.target === line), 350);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=act]");
    if (!button) return;
    event.preventDefault();
    ask(button.value, false);
  });
})();
