/* Offers a text that an earlier page of this browser could not save. Both are to be seen; nothing is replaced unasked. */

import * as copies from "./copies.js";
import { say, wordsOf } from "./words.js";

const timeOf = (milliseconds) =>
  milliseconds ? new Date(milliseconds).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }) : "";

const button = (label, act) => {
  const made = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: label });
  made.addEventListener("click", act);
  return made;
};

/* Offer the newest left copy of the answer in `notes`, if it differs from what is stored. */
export const offer = async ({ user, answer, tab, field, saver, notes }) => {
  if (notes.querySelector("[data-offer]")) return;
  const left = (await copies.left(copies.find(user, answer))).filter((copy) => copy.tab !== tab);
  for (const copy of left) if (copy.text === saver.stored) copies.remove(user, answer, copy.tab);
  const copy = left.find(({ text }) => text !== saver.stored);
  if (!copy) return;

  const note = Object.assign(document.createElement("div"), { className: "note" });
  note.dataset.s = "warn";
  note.dataset.offer = "";
  note.setAttribute("role", "status");
  const sentence = document.createElement("p");
  sentence.textContent = `${say("offer", { words: wordsOf(copy.text), time: timeOf(copy.typed_at) })} ${say("offerStored", { words: wordsOf(saver.stored ?? "") })}`;
  const look = document.createElement("details");
  look.append(Object.assign(document.createElement("summary"), { textContent: say("offerLook") }));
  const text = Object.assign(document.createElement("textarea"), { className: "wide", readOnly: true, value: copy.text });
  text.setAttribute("aria-label", say("offerLook"));
  look.append(text);
  const close = () => {
    copies.remove(user, answer, copy.tab);
    note.remove();
    field.focus();
    offer({ user, answer, tab, field, saver, notes });
  };
  const choices = Object.assign(document.createElement("p"), { className: "row" });
  choices.append(
    button(say("offerTake"), async ({ target }) => {
      target.disabled = true;
      // What stands in the field now is text too: on the server it is set aside, here it becomes a copy.
      await saver.flush();
      if (saver.dirty) copies.write(user, answer, `${tab}-${Date.now()}`, saver.payload());
      field.value = copy.text;
      field.dispatchEvent(new Event("adopted"));
      // Safe under this tab's own name before the old copy goes.
      saver.choose(saver.base, copy.typed_at ?? undefined);
      if (saver.kept) close();
      else note.remove();
    }),
    button(say("offerDrop"), close),
  );
  note.append(sentence, look, choices);
  notes.append(note);
};
