/*
  Writing comments on an answer. Everything can be done without this: by sentence, with the form's own buttons.

  [data-comment-box]            the box; with `data-scope` what is in it is kept in this browser until it is added;
                                with `data-single-keys` the key c goes to it; `data-offer` is what the button says
    #passage, [name=quote], [name=position], [data-selected], [data-quote], [data-unselect]   what the comment is on
    #comment                    the text
    [data-comment-state]        says what became of it, in the words of its attributes
  [data-passages]               the answer (static/js/passages.js)

  Selecting a passage with the mouse goes to the box at once; on touch a button offers it, since a selection grows
  there by its handles. Ctrl+Enter in a text presses the form's main button.
*/
import { chosen } from "./passages.js";

const WRITING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";
const box = () => document.querySelector("[data-comment-box]");
const text = () => document.getElementById("comment");
const answer = () => box()?.closest(".still-col")?.querySelector("[data-passages]");
const words = (value) => value.split(/\s+/).filter(Boolean).join(" ");

/* What is kept in this browser. */
const key = () => (box()?.dataset.scope ? `interviewprep:judgement:${box().dataset.scope}:comment` : null);

function keep() {
  try {
    if (!key()) return;
    if (text().value.trim() === "") localStorage.removeItem(key());
    else localStorage.setItem(key(), text().value);
  } catch { /* a full or closed store: the page itself still holds it */ }
}

function bringBack() {
  let kept = null;
  try { kept = key() && localStorage.getItem(key()); } catch { return; }
  if (!kept) return;
  const added = [...document.querySelectorAll("[data-comment-text]")].some((one) => words(one.innerText) === words(kept));
  if (added) localStorage.removeItem(key());
  else if (text().value.trim() === "") {
    text().value = kept;
    const state = box().querySelector("[data-comment-state]");
    state.textContent = state.dataset.restored;
  }
}

/* What the comment is on. */
function put(passage) {
  const place = box();
  const option = place.querySelector("[data-selected]");
  place.querySelector("[name=quote]").value = passage?.quote ?? "";
  place.querySelector("[name=position]").value = passage?.position ?? "";
  option.hidden = option.disabled = !passage;
  document.getElementById("passage").value = passage ? "selected" : "";
  const said = place.querySelector("[data-quote]");
  said.hidden = !passage;
  said.querySelector("q").textContent = passage?.quote ?? "";
}

function go() {
  text().focus();
  text().scrollIntoView({ block: "nearest" });
}

function take() {
  const place = answer();
  const passage = place && document.getElementById("passage") ? chosen(place) : null;
  if (passage) put(passage);
  return passage;
}

// A second and a third click make another selection: the focus stays until they cannot come any more.
const SETTLED = 350;
let settling = null;
let touches = false;
document.addEventListener("pointerdown", (event) => {
  clearTimeout(settling);
  touches = event.pointerType === "touch";
});

document.addEventListener("pointerup", (event) => {
  if (touches || !answer()?.contains(event.target) || event.target.closest("a, button, .notes")) return;
  settling = setTimeout(() => { if (take()) go(); }, SETTLED);
});

const offer = document.createElement("button");
offer.type = "button";
offer.className = "btn comment-offer";
offer.hidden = true;
offer.addEventListener("click", () => {
  offer.hidden = true;
  go();
});

document.addEventListener("selectionchange", () => {
  if (!touches || !answer()) return;
  const passage = take();
  if (!passage) return;
  offer.textContent = box().dataset.offer;
  offer.hidden = false;
  if (!offer.isConnected) document.body.append(offer);
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-unselect]")) return;
  put(null);
  go();
});

document.addEventListener("change", (event) => {
  if (event.target.id === "passage" && event.target.value !== "selected") {
    const value = event.target.value;
    put(null);
    event.target.value = value;
  }
});

/* Keys. */
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.repeat || !box()) return;
  const writes = event.target.closest(WRITING);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && writes?.form) {
    event.preventDefault();
    const main = [...writes.form.elements].filter((one) => one.matches("button.prime")).pop();
    main ? main.click() : writes.form.requestSubmit();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey || writes) return;
  if (event.key.toLowerCase() !== "c" || !("singleKeys" in box().dataset) || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  box().closest("details")?.setAttribute("open", "");
  take();
  go();
});

document.addEventListener("input", (event) => {
  if (event.target.id === "comment") keep();
});

/* Adding and removing without loading the page again. */
const ours = (event) => event.detail.target?.id === "annotated";
let before = [];
const shown = () => [...document.querySelectorAll("#annotated article.comment")].map((one) => one.id);

document.addEventListener("htmx:beforeRequest", (event) => { if (ours(event)) before = shown(); });

document.addEventListener("htmx:responseError", (event) => { if (ours(event)) failed(); });
document.addEventListener("htmx:sendError", (event) => { if (ours(event)) failed(); });

function failed() {
  const state = box().querySelector("[data-comment-state]");
  state.dataset.s = "off";
  state.textContent = state.dataset.failed;
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "annotated" || !box()) return;
  const made = shown().find((id) => !before.includes(id));
  if (made) document.getElementById(made).focus();
  else go();
  bringBack();
});

if (box()) bringBack();
