/* The banner over the room while text cannot be saved: why, what happens next, and what one can do. */

import { count, say } from "./words.js";

export class Banner {
  constructor(element, { field, saver, saving }) {
    Object.assign(this, { element, field, saver, saving });
    this.part = (name) => element.querySelector(`[data-${name}]`);
    this.part("try").addEventListener("click", () => this.tryNow());
    this.part("copy").addEventListener("click", () => this.copyText());
  }

  get open() {
    return !this.element.hidden;
  }

  /* Saving failed: `why` is away, signed-out or stranger; the next try is `wait` milliseconds ahead. */
  show(why, wait) {
    this.why = why === "away" && !navigator.onLine ? "offline" : why;
    this.due = performance.now() + wait;
    if (!this.open) this.part("alert").textContent = this.title();
    this.element.hidden = false;
    this.part("try").hidden = this.why === "signed-out" || this.why === "stranger";
    this.part("sign-in").hidden = !this.part("try").hidden;
    this.saving.dataset.s = "off";
    this.saving.textContent = say({ offline: "off", "signed-out": "signedOut", stranger: "signedOut" }[this.why] ?? "away");
    clearInterval(this.timer);
    this.timer = setInterval(() => this.draw(), 1000);
    this.draw();
  }

  hide() {
    clearInterval(this.timer);
    this.element.hidden = true;
    this.part("alert").textContent = "";
  }

  title() {
    const reason = say({ offline: "offline", "signed-out": "out", stranger: "stranger" }[this.why] ?? "noAnswer");
    if (!this.saver.dirty) return `${reason} ${say("allSaved")}`;
    const words = count(this.field.value) - count(this.saver.stored ?? "");
    const what = words > 1 ? say("lastWords", { n: words }) : say(words === 1 ? "lastWord" : "lastChanges");
    return `${reason} ${what}`;
  }

  draw() {
    this.part("title").textContent = this.title();
    const kept = say(this.saver.kept ? "keptHere" : "notKeptHere");
    this.part("what").textContent = { "signed-out": say("signInWhat"), stranger: say("strangerWhat") }[this.why] ?? kept;
    const seconds = Math.ceil((this.due - performance.now()) / 1000);
    this.part("next").textContent = seconds > 0 ? say("nextTry", { n: seconds }) : say("trying");
  }

  tryNow() {
    this.due = performance.now();
    this.draw();
    this.saver.flush();
  }

  async copyText() {
    const button = this.part("copy");
    try {
      await navigator.clipboard.writeText(this.field.value);
      button.textContent = say("copied");
    } catch {
      // Without a secure address the browser gives no clipboard: the text is selected for the person's own keys.
      this.field.focus();
      this.field.select();
      button.textContent = document.execCommand("copy") ? say("copied") : say("copyYourself");
    }
  }
}
