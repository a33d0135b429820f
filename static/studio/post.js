// Writing a post: toolbar, live preview, and a copy kept in this browser until it is saved.
(() => {
  "use strict";
  const form = document.getElementById("post");
  const body = document.getElementById("body");
  if (!form || !body) return;

  const replace = (start, end, text, from, to) => {
    body.setRangeText(text, start, end, "end");
    body.focus();
    body.setSelectionRange(from, to);
    body.dispatchEvent(new Event("input", { bubbles: true }));
  };
  for (const tools of document.querySelectorAll("[data-tools]")) {
    tools.hidden = false;
    tools.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const { selectionStart: start, selectionEnd: end, value } = body;
      const chosen = value.slice(start, end);
      if (button.dataset.wrap) {
        const mark = button.dataset.wrap;
        replace(start, end, mark + chosen + mark, start + mark.length, end + mark.length);
      } else if (button.dataset.line) {
        const at = value.lastIndexOf("\n", start - 1) + 1;
        replace(at, at, button.dataset.line, start + button.dataset.line.length, end + button.dataset.line.length);
      } else {
        replace(start, end, `[${chosen}](https://)`, end + 3, end + 11);
      }
    });
  }
  body.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const wrap = { b: "**", i: "_" }[event.key];
    if (!wrap) return;
    event.preventDefault();
    document.querySelector(`[data-wrap="${wrap}"]`)?.click();
  });

  const preview = document.querySelector("[data-preview]");
  let wait, asked = 0;
  const show = async () => {
    const mine = ++asked;
    const data = new URLSearchParams({ title: form.elements.title.value, body: body.value, part: "yes" });
    const answer = await fetch(preview.dataset.preview, { method: "POST", body: data }).catch(() => null);
    // The server sanitises; the page's policy lets nothing in it run.
    if (answer?.ok && mine === asked) preview.innerHTML = await answer.text();
  };
  body.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(show, 400); });

  // A lost connection or a closed tab loses nothing that was typed.
  const key = `studio:${form.dataset.keep}`;
  const typed = () => JSON.stringify([form.elements.title.value, body.value]);
  const served = typed();
  const fresh = "/studio/posts";
  if (form.dataset.keep !== fresh) {
    try { localStorage.removeItem(`studio:${fresh}`); } catch { /* storage may be off */ }
  }
  let sent = false;
  try {
    const kept = JSON.parse(localStorage.getItem(key) || "null");
    if (kept && kept.revision === form.elements.revision.value && kept.typed !== served) {
      [form.elements.title.value, body.value] = JSON.parse(kept.typed);
      show();
    }
  } catch { /* storage may be off; then the page is as it was served */ }
  form.addEventListener("input", () => {
    try {
      localStorage.setItem(key, JSON.stringify({ revision: form.elements.revision.value, typed: typed() }));
    } catch { /* see above */ }
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formTarget === "_blank") return;
    sent = true;
  });
  addEventListener("beforeunload", (event) => {
    if (!sent && typed() !== served) event.preventDefault();
  });
})();
