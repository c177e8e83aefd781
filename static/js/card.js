/*
  The question card: keys, focus, and what was done in words.

  #card                      stands inside #study, which htmx exchanges as a whole
    data-keys                single keys act: 1, 2, 3, space, arrows, f; absent where the person has switched them off
    data-place               the question in words, said when one has come to it
  button[data-says]          what is said when its form has been sent
  [data-failed]              shown when a request did not reach the server

  A key presses the control that is on the page, so it can do nothing that cannot be done without it. Keys that come
  while the page is being exchanged wait for the next card.
*/
const CONTROLS = new Map([
  ["1", "mark-not_yet"],
  ["2", "mark-shaky"],
  ["3", "mark-know"],
  [" ", "reveal"],
  ["ArrowLeft", "previous"],
  ["ArrowRight", "next"],
  ["f", "flag"],
]);
const GOES = new Set(["previous", "next"]);
const WRITING = "input, textarea, select, [contenteditable]";
// On these the space bar does something of its own.
const SPACED = "button, summary, video, audio";

// A region that is there before its words are: only then are they read out.
const region = document.createElement("p");
region.className = "vh";
region.setAttribute("role", "status");

let busy = false;
let waiting = [];
let goes = false;
let hadFocus = false;
let said = "";

const ofStudy = (event) => event.detail.target?.id === "study";

function say(words) {
  if (!region.isConnected) document.querySelector("main").append(region);
  region.textContent = words;
}

function press(id) {
  const control = document.getElementById(id);
  if (!control) return false;
  goes = GOES.has(id);
  control.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.repeat) return;
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const id = CONTROLS.get(event.key.length === 1 ? event.key.toLowerCase() : event.key);
  if (!id || !document.querySelector("#card[data-keys]") || document.querySelector("dialog[open]")) return;
  if (event.target.closest(WRITING) || (event.key === " " && event.target.closest(SPACED))) return;
  if (busy) waiting.push(id);
  else if (!press(id)) return;
  event.preventDefault();
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (!ofStudy(event)) return;
  busy = true;
  said = event.detail.requestConfig.triggeringEvent?.submitter?.dataset.says ?? "";
  const failed = document.querySelector("#card [data-failed]");
  if (failed) failed.hidden = true;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!ofStudy(event)) return;
  hadFocus = event.detail.target.contains(document.activeElement);
  // A refused form says itself why.
  if (event.detail.xhr.status !== 200) said = "";
  else if (event.detail.requestConfig.verb === "get") said = null;
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (!ofStudy(event) || event.detail.successful) return;
  busy = goes = false;
  waiting = [];
  const failed = document.querySelector("#card [data-failed]");
  if (failed) failed.hidden = false;
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (!busy || event.target.id !== "study") return;
  busy = false;
  const card = document.getElementById("card");
  if (!card) return;
  const lost = hadFocus && document.activeElement === document.body;
  if (goes || lost) document.getElementById("prompt").focus();
  // Where the focus has gone to the prompt it is read out from there.
  if (!goes) say(said ?? card.dataset.place);
  goes = hadFocus = false;
  while (waiting.length && !busy) press(waiting.shift());
});

if (document.getElementById("card")) say("");
// The keys are named on the page only where they work.
document.documentElement.dataset.keys = "";
