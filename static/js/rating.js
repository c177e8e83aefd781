/*
  Saves a judgement as one goes. The form works without this: its own buttons send everything.

  <form data-saves data-scope="user:answer">      saved to its own action, one choice or text at a time
    radio buttons                                 saved when chosen; the fieldset loses `open-q`
    <textarea>                                    saved one second after the last keystroke; until the server has
                                                  acknowledged it, a copy stays in this browser
                                                  (one with `data-apart` is another script's)
    [data-saving data-saved data-busy data-off data-signed-out]   says how saving stands, in the words of its attributes
    [data-kept hidden] [data-put-back]            offers a copy that never reached the server
    progress, [data-words], [data-still]          what is left, from the answer to a save; with `data-others` (judged
                                                  in the other answers) the bar is that of the whole interview, and
                                                  [data-whole] says it in the words of its `data-says`
    input[name=note_base]                         names the note as this page knows it, and goes with every change
    [data-other-note hidden]                      shows the note that another tab has saved meanwhile:
                                                  [data-other-text], [data-take=both|mine|other]
  [data-stop]                                     the same, short, in the list of answers

  Other scripts have a value saved by sending the form the event `judge` with {name, value}; the form gets the event
  `judged` with {names} when the server has it.

  A save is a POST with `Accept: application/json`. Answers: 200 {judged, total, words, still, label, note_base} (all
  optional), 409 {error}: nothing can be saved here any more; 422 {errors}: this value cannot be saved.
*/
import { otherNote } from "./other_note.js";

const PAUSE = 1000;
const FIRST_RETRY = 2000;
const LONGEST_RETRY = 30000;
// A server that hangs is given up, and asked again.
const PATIENCE = 15000;
// While a page closes, browsers send at most 64 kB; what is bigger is refused as soon as it asks for that.
const MOST_WHILE_CLOSING = 60000;

const TEXT = "textarea:not([data-apart])";

const form = document.querySelector("form[data-saves]");

if (form) {
  const status = form.querySelector("[data-saving]");
  const base = form.elements.note_base;
  const waiting = new Map();
  const faults = new Map();
  const timers = new Map();
  let busy = false;
  let underWay = new Map();
  let failures = 0;
  let retry = null;
  let refused = false;
  let leaving = false;

  const keyOf = (name) => `interviewprep:judgement:${form.dataset.scope}:${name}`;

  const keep = (name, value) => {
    try { localStorage.setItem(keyOf(name), value); } catch { /* a full or closed store: the page itself still holds it */ }
  };
  const forget = (name) => {
    try { localStorage.removeItem(keyOf(name)); } catch { /* nothing was kept */ }
  };
  const kept = (name) => {
    try { return localStorage.getItem(keyOf(name)); } catch { return null; }
  };

  const say = (state, words) => {
    status.dataset.s = state;
    if (status.textContent !== words) status.textContent = words;
  };

  const token = () => {
    // Signing in again in another tab renews the cookie, not the field of this page.
    const cookie = document.cookie.split("; ").find((entry) => entry.startsWith("csrftoken="));
    return cookie ? cookie.slice("csrftoken=".length) : form.elements.csrfmiddlewaretoken.value;
  };

  const show = (answer) => {
    const bar = form.querySelector("progress");
    if (bar && "judged" in answer) bar.value = answer.judged + Number(bar.dataset.others ?? 0);
    const whole = form.querySelector("[data-whole]");
    if (whole && "judged" in answer) whole.textContent = whole.dataset.says.replace("{}", bar.value);
    if ("note_base" in answer) base.value = answer.note_base;
    for (const [key, place] of [["words", "[data-words]"], ["still", "[data-still]"], ["label", "[data-stop]"]]) {
      const element = document.querySelector(place);
      if (element && key in answer) element.textContent = answer[key];
    }
  };

  const later = () => {
    failures += 1;
    const pause = Math.min(FIRST_RETRY * 2 ** (failures - 1), LONGEST_RETRY);
    clearTimeout(retry);
    retry = setTimeout(send, pause * (0.75 + Math.random() / 2));
  };

  const post = (values) => {
    const note = base && values.find(([name]) => name === "note");
    if (note) other.sent(note[1]);
    const body = new URLSearchParams(note ? [...values, [base.name, base.value]] : values).toString();
    const headers = {
      Accept: "application/json",
      "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
      "X-CSRFToken": token(),
    };
    const keepalive = body.length < MOST_WHILE_CLOSING;
    return fetch(form.action, { method: "POST", headers, body, redirect: "manual", keepalive, signal: AbortSignal.timeout(PATIENCE) });
  };

  const send = async () => {
    if (busy || refused || waiting.size === 0) return;
    busy = true;
    clearTimeout(retry);
    const sent = new Map(waiting);
    underWay = sent;
    if (failures === 0) say("busy", status.dataset.busy);
    try {
      const response = await post([...sent]);
      if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) {
        say("off", status.dataset.signedOut);
        later();
      } else if (response.ok) {
        acknowledge(sent, await response.json());
      } else if (response.status === 409) {
        refused = true;
        say("off", (await response.json()).error);
      } else if (response.status === 422) {
        failures = 0;
        await refuse(sent, (await response.json()).errors);
      } else {
        throw new Error(String(response.status));
      }
    } catch {
      say("off", status.dataset.off);
      later();
    }
    busy = false;
    if (failures === 0) send();
  };

  // What cannot be saved is not sent again; it stays on the page, and in this browser's copy. The rest is.
  const refuse = async (sent, errors) => {
    const wrong = [...sent].filter(([name]) => name in errors);
    for (const [name, value] of wrong.length ? wrong : sent) {
      if (waiting.get(name) !== value) continue;
      waiting.delete(name);
      faults.set(name, (errors[name] ?? Object.values(errors).flat()).join(" "));
    }
    if (base && "note" in errors && !waiting.has("note") && (await other.isOwn())) put("note", form.elements.note.value);
    if (waiting.size === 0) conclude();
  };

  const conclude = () => {
    if (faults.size) say("off", [...faults.values()].join(" "));
    else say("saved", status.dataset.saved);
  };

  const acknowledge = (sent, answer) => {
    failures = 0;
    for (const [name, value] of sent) {
      if (waiting.get(name) !== value) continue;
      waiting.delete(name);
      if (kept(name) === value) forget(name);
    }
    show(answer);
    if (waiting.size === 0) conclude();
    form.dispatchEvent(new CustomEvent("judged", { detail: { names: [...sent.keys()] } }));
  };

  const put = (name, value) => {
    waiting.set(name, value);
    faults.delete(name);
    clearTimeout(timers.get(name));
    send();
  };

  form.addEventListener("change", (event) => {
    const field = event.target;
    if (field.type === "radio") {
      field.closest("fieldset").classList.remove("open-q");
      put(field.name, field.value);
    } else if (field.matches(TEXT)) {
      put(field.name, field.value);
    }
  });

  form.addEventListener("input", (event) => {
    const field = event.target;
    // What was refused is being mended.
    if (faults.delete(field.name) && faults.size === 0 && waiting.size === 0) say("", "");
    if (!field.matches(TEXT)) return;
    keep(field.name, field.value);
    clearTimeout(timers.get(field.name));
    timers.set(field.name, setTimeout(() => put(field.name, field.value), PAUSE));
  });

  form.addEventListener("judge", (event) => put(event.detail.name, event.detail.value));

  const other = otherNote(form, (text) => {
    keep("note", text);
    put("note", text);
  });

  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("pageshow", () => { leaving = false; });

  addEventListener("online", () => { if (waiting.size) send(); });
  addEventListener("pagehide", () => {
    for (const area of form.querySelectorAll(TEXT)) if (kept(area.name) === area.value) waiting.set(area.name, area.value);
    if (leaving || refused) return;
    if (!busy) return send();
    // Beside what is under way: this page does not get to send it afterwards.
    const rest = [...waiting].filter(([name, value]) => underWay.get(name) !== value);
    if (rest.length) post(rest).catch(() => {});
  });
  addEventListener("beforeunload", (event) => {
    if (waiting.size && !leaving) event.preventDefault();
  });

  const putBack = (area, offer, copy) => {
    offer.hidden = false;
    offer.querySelector("[data-put-back]").addEventListener("click", () => {
      area.value = copy;
      offer.hidden = true;
      keep(area.name, copy);
      put(area.name, copy);
      area.focus();
    });
  };

  for (const area of form.querySelectorAll(TEXT)) {
    const copy = kept(area.name);
    const offer = form.querySelector("[data-kept]");
    if (copy !== null) {
      if (offer && ![area.value, area.defaultValue].includes(copy)) putBack(area, offer, copy);
      else forget(area.name);
    }
    // What was written or chosen while this script was still on its way counts like anything later.
    if (area.value !== area.defaultValue) {
      keep(area.name, area.value);
      put(area.name, area.value);
    }
  }
  for (const choice of form.querySelectorAll("input[type=radio]:checked")) {
    if (!choice.defaultChecked) choice.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
