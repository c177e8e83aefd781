/*
  Saves the ticks of a form[data-saves] as one goes: all of them at once, since an empty box sends nothing.

  What cannot be saved now is tried again, and goes with the form's own buttons; [data-saving] says so.
*/
const form = document.querySelector("form[data-saves]");
const RETRY = 5000;
let last = Promise.resolve();

async function save() {
  const body = new URLSearchParams({ ticks: "1", csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  for (const box of form.querySelectorAll("input[type=checkbox][name]:checked")) body.append(box.name, box.value);
  const status = form.querySelector("[data-saving]");
  try {
    const answer = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body, redirect: "manual", keepalive: true });
    const said = answer.ok ? {} : await answer.json();
    status.dataset.s = answer.ok ? "saved" : "off";
    status.textContent = answer.ok ? status.dataset.saved : (said.error ?? Object.values(said.errors).flat().join(" "));
  } catch {
    status.dataset.s = "off";
    status.textContent = status.dataset.off;
    setTimeout(() => { last = last.then(save); }, RETRY);
  }
}

form?.addEventListener("change", (event) => {
  // One after the other: the last one says how the boxes stand.
  if (event.target.type === "checkbox" && event.target.name) last = last.then(save);
});
