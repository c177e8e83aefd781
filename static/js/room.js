/* The examination room: wires the field, the saving, the clock and the ways out of it. */

import { Autosave } from "./autosave.js";
import { Banner } from "./banner.js";
import { Clock, run } from "./clock.js";
import { show } from "./conflict.js";
import * as copies from "./copies.js";
import { send } from "./leftovers.js";
import { offer } from "./offer.js";
import { characters, say, sayCount, wordsOf } from "./words.js";

const byId = (id) => document.getElementById(id);
const [form, field, saving, words, notes, dialog, giveUp, limit] = ["room", "answer", "saving", "words", "notes", "finish", "give-up", "limit"].map(byId);
const { user, answer, position, save, room, ended, finish, now, deadline, spent, planned, unsaved, longest } = form.dataset;
// randomUUID is there on secure addresses alone.
const tab = crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(16)).join("-");
const clock = new Clock(Number(now), Number(deadline || NaN));

const saver = new Autosave({
  field, clock, user, answer, tab, base: Number(form.elements.base.value), url: save, state: `${room}?answer=${position}`,
  tooLong: () => !limit.hidden,
});
const banner = new Banner(byId("banner"), { field, saver, saving });
let savedWords = saving.textContent;
let isOver = false;
let isMoving = false;
let isLeaving = false;

const note = (text, state, ...more) => {
  const made = Object.assign(document.createElement("div"), { className: "note" });
  made.dataset.s = state;
  made.setAttribute("role", "alert");
  made.append(Object.assign(document.createElement("p"), { textContent: text }), ...more);
  notes.replaceChildren(made);
};

const goOn = (url) => {
  const line = document.createElement("p");
  line.append(Object.assign(document.createElement("a"), { className: "btn", href: url, textContent: say("goOn") }));
  return line;
};

const visit = (url) => {
  // An address that differs in its fragment alone would load nothing.
  if (!url.includes("#")) return location.assign(url);
  history.replaceState(null, "", url);
  location.reload();
};

const notSaved = (name) => {
  saving.dataset.s = "off";
  saving.textContent = say(name);
};

/* Only once the server has answered: without network the way out would lead to a dead page. */
const leaveWhenOver = () => {
  if (!isOver || saver.dirty || saver.held || isMoving || isLeaving) return;
  isLeaving = true;
  setTimeout(() => visit(ended), 1000);
};

// What the person does

const counted = () => {
  const over = characters(field.value) - Number(longest);
  words.textContent = over > 0 ? `${wordsOf(field.value)}, ${sayCount("overOne", "overMany", over)}` : wordsOf(field.value);
  if (limit.hidden === over <= 0) return;
  limit.hidden = over <= 0;
  field.ariaInvalid = over > 0 ? "true" : null;
};

field.addEventListener("input", () => {
  counted();
  saver.edited();
});
field.addEventListener("adopted", counted);

const carry = async (url, more, button) => {
  if (isMoving) return;
  isMoving = true;
  button?.setAttribute("aria-busy", "true");
  field.readOnly = true;
  const { status, data } = await saver.carry(url, { position: Number(position), ...more });
  if (status === 200 && data.url) return visit(data.url);
  isMoving = false;
  field.readOnly = isOver || status === 410;
  button?.removeAttribute("aria-busy");
  dialog.close();
  if (isOver) wake();
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  if (button?.hasAttribute("formaction")) carry(button.formAction, {}, button);
  else if (button?.value === "finish") ask();
  else carry(form.action, { go: button?.value || "save" }, button);
});

const ask = () => {
  const isAnswered = Boolean(field.value.trim());
  for (const part of dialog.querySelectorAll("[data-if]")) part.hidden = (part.dataset.if === "answered") !== isAnswered;
  const minutes = Math.ceil(clock.left() / 60000);
  dialog.querySelector("h2").textContent = minutes > 0 ? sayCount("finishMinute", "finishMinutes", minutes) : say("finish");
  dialog.showModal();
};

byId("finish-now").addEventListener("click", (event) => carry(finish, {}, event.target));

giveUp.addEventListener("submit", async (event) => {
  if (!saver.dirty) return;
  event.preventDefault();
  await saver.flush();
  if (saver.dirty) dialog.close();
  else giveUp.submit();
});

// What becomes of the text

saver.addEventListener("state", ({ detail }) => {
  if (detail.time) savedWords = say("saved", { time: detail.time });
  if (detail.saved) {
    banner.hide();
    notes.querySelector("[data-refused]")?.remove();
    saving.dataset.s = savedWords === say("nothing") ? "" : "saved";
    saving.textContent = savedWords;
    leaveWhenOver();
  } else if (!banner.open && !saver.held) {
    saving.dataset.s = "saving";
    saving.textContent = say("saving");
  }
});

saver.addEventListener("away", ({ detail }) => banner.show(detail.why, detail.wait));

saver.addEventListener("conflict", ({ detail }) => {
  banner.hide();
  dialog.close();
  notSaved("two");
  show(detail, { form, field, saver, done: leaveWhenOver });
});

saver.addEventListener("empty", ({ detail }) => {
  // Written on meanwhile: then it is the other text against this one.
  if (field.value.trim()) return saver.edited();
  saver.adopt(detail.text, detail.revision, detail.saved_time);
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: say("leaveEmpty") });
  button.addEventListener("click", () => {
    field.value = "";
    notes.replaceChildren();
    counted();
    saver.choose(saver.base);
  });
  note(detail.message, "warn", button);
});

saver.addEventListener("late", ({ detail }) => {
  banner.hide();
  field.readOnly = true;
  notSaved(detail.kept ? "keptApart" : "refused");
  note(detail.message, "alarm", goOn(detail.url));
  if (isOver) setTimeout(() => visit(detail.url), 3000);
});

saver.addEventListener("refused", ({ detail }) => {
  banner.hide();
  notSaved("refused");
  note(detail.message ?? "", "alarm", ...(isOver ? [goOn(ended)] : []));
  notes.firstElementChild.dataset.refused = "";
});

saver.addEventListener("long", () => notSaved("refused"));

saver.addEventListener("newer", () => note(say("newer"), "warn"));

saver.addEventListener("left", ({ detail }) => {
  if (isOver || isMoving) return;
  field.readOnly = true;
  note(say(detail.url === ended ? "timeUp" : "left"), "warn", goOn(detail.url));
});

// The page comes and goes

document.addEventListener("visibilitychange", () => {
  if (document.hidden) saver.leave();
  else wake();
});
window.addEventListener("pagehide", () => saver.leave());
window.addEventListener("pageshow", (event) => { if (event.persisted) wake(); });
window.addEventListener("online", () => wake());
window.addEventListener("beforeunload", (event) => {
  saver.leave();
  // Only where this browser keeps no copy is there anything to lose.
  if (saver.dirty && !saver.kept) event.preventDefault();
});

// A computer that slept stops its clocks, and need not say that it woke: the two of them drift apart.
const drift = () => Date.now() - performance.now();
let drifted = drift();
setInterval(() => {
  if (Math.abs(drift() - drifted) < 5000) return;
  drifted = drift();
  wake();
}, 5000);

const wake = () => (saver.dirty || saver.chosen ? saver.flush() : saver.look());

// The clock

run(clock, {
  face: byId("clock"), budget: byId("budget"), budgetWords: byId("budget-words"), said: byId("time-said"), button: byId("time-left"),
  spent: Number(spent), planned: Number(planned),
  over: async () => {
    isOver = true;
    field.readOnly = true;
    dialog.close();
    note(say(saver.held === "person" ? "timeUpTwo" : "timeUp"), "alarm", ...(saver.held === "text" || !limit.hidden ? [goOn(ended)] : []));
    await wake();
  },
});

// What an earlier page left in this browser

const begin = async () => {
  // A tab that is still open saves for itself; a page that was reloaded takes a moment to be gone.
  for (const copy of copies.find(user, answer)) if (copy.tab !== tab) copies.gone(copy.tab).then(() => recall(copy.tab));
  const others = [...document.querySelectorAll("[data-answer][data-save]")].filter((part) => part !== form);
  const { safe } = await send(user, others.map(({ dataset }) => ({ answer: dataset.answer, url: dataset.save })));
  if (safe) note(say("sentLate"), "good");
};

const FAREWELL_PAUSES = [0, 500, 1500];

/* Offer what the tab left behind, unless its last save, sent while it closed, arrives after this page was made. */
const recall = async (gone) => {
  for (const pause of FAREWELL_PAUSES) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    await saver.look();
    const copy = copies.find(user, answer).find((one) => one.tab === gone);
    if (copy && copy.text === saver.stored) copies.remove(user, answer, gone);
    if (!copy || copy.text === saver.stored) break;
  }
  await offer({ user, answer, tab, field, saver, notes });
};

copies.live(tab);
if (unsaved !== undefined) saver.stored = null;
// What was typed while this script was still on its way is text like any other. (No browser puts an old text back
// into a field that says autocomplete="off".)
if (saver.dirty) {
  counted();
  saver.edited();
}
if (matchMedia("(pointer: fine)").matches) {
  field.focus({ preventScroll: true });
  field.setSelectionRange(field.value.length, field.value.length);
}
begin();
