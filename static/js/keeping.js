/*
  Keeps the choices of a form[data-keeps] as one makes them, one after the other; what cannot be kept now is tried
  again, and goes with the form's own buttons as well. [data-keeping] says so. What changes which guide the list is
  compared with ([data-compares] stands beside it) brings a new page.
*/
const form = document.querySelector("form[data-keeps]");
const status = document.querySelector("[data-keeping]");
const RETRY = 5000;
let last = Promise.resolve();
let changes = 0;
let isKeeping = false;

async function keep(change) {
  // A later change sends all of this one too.
  if (change !== changes) return;
  const body = new URLSearchParams(new FormData(form));
  body.set("act", "keep");
  isKeeping = true;
  try {
    const answer = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body, redirect: "manual" });
    if (!answer.ok) throw new Error(String(answer.status));
    status.dataset.s = "saved";
    status.textContent = status.dataset.kept;
  } catch {
    status.dataset.s = "off";
    status.textContent = status.dataset.off;
    setTimeout(() => { last = last.then(() => keep(change)); }, RETRY);
  } finally {
    isKeeping = false;
  }
}

// What is on its way arrives before what a button sends, which says all of it anew: never the other way round.
form?.addEventListener("submit", (event) => {
  changes += 1;
  if (!isKeeping) return;
  event.preventDefault();
  const button = event.submitter;
  last = last.then(() => form.requestSubmit(button));
});

form?.addEventListener("change", (event) => {
  if (event.target.id === "target") return form.requestSubmit(form.querySelector("[data-compares]"));
  // The fields for several at once are a change only when they are sent.
  if (event.target.name?.startsWith("several-")) return;
  changes += 1;
  const change = changes;
  last = last.then(() => keep(change));
});
