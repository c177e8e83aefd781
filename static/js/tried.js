/*
  What somebody tries before they compare stays in this browser, under the question it answers, until they discard it.

  <textarea data-question data-person>    where it is written; a visitor's has no person
  <details data-scratch hidden>           shown where this script runs, open where something is written already
  <section class="tried" data-question data-person hidden>    shows what was written, in [data-text]; [data-discard]

  Kept for the person: somebody else who signs in here does not find it. What a visitor wrote goes to whoever signs in
  next and looks at the question.
*/
const PREFIX = "tried:";

// What this page knows even where storage is switched off or full.
const here = new Map();

function keyOf({ question, person }) {
  return PREFIX + (person ? `${person}:` : "") + question;
}

function stored(key) {
  try {
    return localStorage.getItem(key) || "";
  } catch {
    return "";
  }
}

function keep(place, text) {
  const key = keyOf(place);
  here.set(key, text);
  try {
    if (text.trim()) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    // The text is still on the page.
  }
}

function read(place) {
  const key = keyOf(place);
  const own = here.get(key) ?? stored(key);
  if (own || !place.person) return own;
  const visitor = { question: place.question };
  const left = stored(keyOf(visitor));
  if (left) {
    keep(place, left);
    keep(visitor, "");
  }
  return left;
}

function show() {
  for (const box of document.querySelectorAll("textarea[data-question]")) {
    // What was typed before this script arrived counts.
    if (box.value) keep(box.dataset, box.value);
    else box.value = read(box.dataset);
    if (box.dataset.watched) continue;
    box.dataset.watched = "true";
    box.addEventListener("input", () => keep(box.dataset, box.value));
  }
  for (const part of document.querySelectorAll("[data-scratch]")) {
    part.hidden = false;
    if (part.querySelector("textarea").value) part.open = true;
  }
  for (const part of document.querySelectorAll(".tried[data-question]")) {
    const text = read(part.dataset);
    part.hidden = !text;
    part.querySelector("[data-text]").textContent = text;
    part.querySelector("[data-discard]").addEventListener("click", () => {
      keep(part.dataset, "");
      part.hidden = true;
      document.querySelector("#prompt")?.focus();
    });
  }
}

show();
document.addEventListener("htmx:afterSettle", show);
document.addEventListener("htmx:historyRestore", show);
