/*
  Ties passages of the answer to key points and criteria, by selection or by the numbers of sentences; the buttons of
  parts/judge_evidence.html send the form and do the same without this.

  A tie is saved by js/rating.js like a choice: this script sends the form the event `judge`, and when the server has
  it (`judged`), loads the page again and exchanges [data-evidence] and [data-passages].
*/
import { chosen, show } from "./passages.js";

const form = document.querySelector("form[data-saves]");
const text = form?.querySelector("[data-passages]");

if (text) {
  const numbers = document.querySelector("[data-number-sentences]");
  let selected = null;

  const judge = (name, value) => form.dispatchEvent(new CustomEvent("judge", { detail: { name, value } }));
  const rowOf = (element) => element.closest("fieldset");
  const foldOf = (row) => row.querySelector("details.tie");
  const tie = (row, passage) => judge(`tie-${row.id}@${passage.position}`, passage.quote);

  const open = (row) => {
    const fold = foldOf(row);
    fold.open = true;
    if (numbers) numbers.checked = true;
    fold.querySelector("input").focus();
  };

  /* On a coach's page the selected words have gone to the box for a comment already. */
  const inBox = () => {
    const box = form.querySelector("[data-comment-box]");
    const quote = box?.querySelector("[name=quote]")?.value;
    if (!quote || box.querySelector("textarea").value.trim() !== "") return null;
    const passage = { quote, position: Number(box.querySelector("[name=position]").value) };
    box.querySelector("[data-unselect]")?.click();
    return passage;
  };

  /* Ties what is selected; where nothing is, asks for the numbers of sentences. */
  const ask = (row, passage) => {
    if (!passage) return open(row);
    tie(row, passage);
    document.getSelection().removeAllRanges();
  };

  const tieSentences = (row) => {
    const field = foldOf(row).querySelector("input");
    if (field.value.trim() === "") return field.focus();
    judge(field.name, field.value);
  };

  const takeOff = (button) => {
    const row = rowOf(button);
    const id = button.name.replace("untie-", "evidence-");
    const pieces = [...text.querySelectorAll("mark[data-ids]")].filter((piece) => piece.dataset.ids.split(" ").includes(id));
    const undo = row.querySelector("[data-undo]");
    if (pieces.length) {
      const range = document.createRange();
      range.setStartBefore(pieces[0]);
      range.setEndAfter(pieces.at(-1));
      const passage = chosen(text, range);
      undo.querySelector("button").onclick = () => {
        undo.hidden = true;
        tie(row, passage);
        foldOf(row).querySelector("summary").focus();
      };
      undo.hidden = false;
    }
    judge(button.name, button.value);
    (undo.hidden ? foldOf(row).querySelector("summary") : undo.querySelector("button")).focus();
  };

  // Pressing a control may end the selection before its click arrives.
  form.addEventListener("pointerdown", (event) => {
    selected = event.target.closest("details.tie > summary") ? chosen(text) : null;
  });

  form.addEventListener("click", (event) => {
    const summary = event.target.closest("details.tie > summary");
    const button = event.target.closest("[data-tie], [name^='untie-']");
    if (summary) {
      const passage = selected ?? chosen(text) ?? inBox();
      selected = null;
      if (!passage && summary.parentElement.open) return;
      event.preventDefault();
      ask(rowOf(summary), passage);
    } else if (button) {
      event.preventDefault();
      if (button.matches("[data-tie]")) tieSentences(rowOf(button));
      else takeOff(button);
    }
  });

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("details.tie input")) return;
    event.preventDefault();
    tieSentences(rowOf(event.target));
  });

  // The key E, from js/judging_keys.js.
  form.addEventListener("tie", (event) => ask(event.target, chosen(text) ?? inBox()));

  for (const happens of ["pointerover", "focusin"]) {
    form.addEventListener(happens, (event) => {
      const link = event.target.closest("[data-shows]");
      if (link) show(text, link.dataset.shows, happens === "focusin");
    });
  }

  const exchange = async () => {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!response.ok || response.redirected) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const element of form.querySelectorAll("[data-evidence]")) {
      element.replaceChildren(...(fresh.getElementById(element.id)?.childNodes ?? element.childNodes));
    }
    const words = fresh.querySelector("form[data-saves] [data-passages]");
    if (words) text.replaceChildren(...words.childNodes);
  };

  form.addEventListener("judged", (event) => {
    const names = event.detail.names.filter((name) => /^(tie|untie|sentences)-/.test(name));
    for (const name of names.filter((one) => one.startsWith("sentences-"))) {
      const field = form.elements[name];
      const fold = field.closest("details");
      field.value = "";
      if (fold.contains(document.activeElement)) fold.querySelector("summary").focus();
      fold.open = false;
    }
    // Where this fails, what was tied stands there when the page is loaded next; it is saved.
    if (names.length) exchange().catch(() => {});
  });
}
