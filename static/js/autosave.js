/*
  Saves one answer. The rule: an acknowledged save is on disk; an unacknowledged text is still in this browser.

  One request is under way at a time; each carries the whole text, the revision it was typed on, this tab's id and a
  number that counts up. A copy is written before a request leaves and dropped when the server has acknowledged it.
  Tells by events: state {saved, time}, away {why, wait}, conflict, empty, late, refused (each with the server's answer),
  newer and left (what the server says after a pause), long (nothing is sent: the server would refuse it).

  `held`: nothing is sent until the person has decided ("person") or written on ("text").
  `unsure`: a request went unanswered, or was overtaken; whether its text stands on the server is not known.
*/

import * as copies from "./copies.js";
import { get, post } from "./server.js";

const PAUSE = 1000;
const LONGEST_PAUSE = 5000;
const COPY_PAUSE = 250;
const FIRST_RETRY = 1000;
const LONGEST_RETRY = 30000;

/* What a status that is no answer of the app means: away, signed-out (as server.js says), or somebody else's page. */
const whyNot = (status) => (typeof status === "string" ? status : status === 404 ? "stranger" : "away");

export class Autosave extends EventTarget {
  constructor({ field, clock, user, answer, tab, base, url, state, tooLong = () => false }) {
    super();
    Object.assign(this, { field, clock, user, answer, tab, base, url, state, tooLong });
    // What the server sent, with the line ends that a field's value has: more may have been typed since.
    this.stored = field.defaultValue.replace(/\r\n?/g, "\n");
    this.seq = 0;
    this.acknowledged = 0;
    this.failures = 0;
    this.cleared = false;
    this.chosen = false;
    this.held = false;
    this.kept = true;
    this.unsure = false;
    this.aside = null;
    this.frozen = false;
    this.typed = null;
    this.sent = null;
    this.underWay = null;
    this.pending = 0;
    this.timers = {};
  }

  get dirty() {
    return this.unsure || this.field.value !== this.stored;
  }

  /* The person typed. */
  edited() {
    this.typed = this.clock.now();
    this.cleared = !this.field.value.trim();
    this.timers.copy ??= setTimeout(() => this.copy(), COPY_PAUSE);
    if (this.held === "text") this.held = false;
    if (!this.dirty) return this.tell("state", { saved: true });
    this.tell("state", { saved: false });
    this.schedule();
  }

  /* Send what is unsaved soon: once the person pauses, and at the latest after some seconds of typing. */
  schedule() {
    if (this.held || this.timers.retry) return;
    if (this.tooLong()) return this.tell("long");
    clearTimeout(this.timers.pause);
    this.timers.pause = setTimeout(() => this.flush(), PAUSE);
    this.timers.longest ??= setTimeout(() => this.flush(), LONGEST_PAUSE);
  }

  /* Put another text into the field: the server's own (`revision`), or one that the person chose. */
  adopt(text, revision, time) {
    this.field.value = text;
    this.stored = this.field.value;
    this.base = revision;
    this.held = false;
    this.chosen = false;
    this.unsure = false;
    this.drop();
    this.field.dispatchEvent(new Event("adopted"));
    this.tell("state", { saved: true, time });
  }

  /* Let the text of the field count over the stored one, `revision`, that the person has seen beside it. */
  choose(revision, typed = this.clock.now()) {
    this.base = revision;
    this.held = false;
    this.chosen = true;
    this.sent = null;
    this.typed = typed;
    this.cleared = !this.field.value.trim();
    this.copy();
    return this.flush();
  }

  copy() {
    clearTimeout(this.timers.copy);
    this.timers.copy = null;
    // What the server keeps apart needs no copy.
    if (this.dirty && this.field.value !== this.aside) this.kept = copies.write(this.user, this.answer, this.tab, this.payload());
    else this.drop();
  }

  drop() {
    clearTimeout(this.timers.copy);
    this.timers.copy = null;
    copies.remove(this.user, this.answer, this.tab);
  }

  /* What the next request carries; the same request again while the text is the same. */
  payload() {
    const text = this.field.value;
    if (this.sent && this.sent.text === text && this.sent.base === this.base) return this.sent;
    return {
      text,
      base: this.base,
      tab: this.tab,
      seq: this.seq + 1,
      cleared: this.cleared,
      chosen: this.chosen,
      typed_at: this.typed === null ? null : Math.round(this.typed),
    };
  }

  next() {
    const payload = this.payload();
    this.seq = payload.seq;
    this.sent = payload;
    return payload;
  }

  /* Send what is unsaved; resolves when nothing is, or when it could not be. */
  async flush() {
    this.calm();
    while (this.underWay) await this.underWay;
    // A failure meanwhile has set its own next try.
    if (this.held || this.timers.retry) return;
    if (this.dirty || this.chosen) {
      this.copy();
      await this.request(this.url, this.next());
    } else if (this.failures) {
      await this.look();
    }
  }

  /* Ask how the answer stands: after a pause, and whether the network is back where there is nothing to send. */
  async look() {
    const sent = performance.now();
    const { status, data } = await get(this.state);
    if (status !== 200) return this.retry(whyNot(status));
    this.clock.correct(data.server_time, sent, performance.now());
    if (this.dirty || this.pending || this.held) return;
    this.failures = 0;
    if (data.revision > this.base) {
      const isNews = data.text !== this.stored;
      this.adopt(data.text, data.revision, data.saved_time);
      if (isNews) this.tell("newer", data);
    }
    this.tell("state", { saved: true, time: data.saved_time });
    if (data.closed) this.tell("left", data);
  }

  /* Carry the text to `url` with `more`; returns the answer, of which the text's part has been dealt with. */
  async carry(url, more) {
    this.calm();
    while (this.underWay) await this.underWay;
    this.calm();
    this.copy();
    // A number of its own: the server must not take the move for a save that it knows.
    this.sent = null;
    return this.request(url, this.next(), more);
  }

  request(url, payload, more = {}) {
    this.underWay = this.exchange(url, payload, more).finally(() => { this.underWay = null; });
    return this.underWay;
  }

  async exchange(url, payload, more) {
    this.tell("state", { saved: false });
    this.pending += 1;
    const sent = performance.now();
    const answer = await post(url, { ...payload, ...more }, this.state);
    this.pending -= 1;
    this.clock.correct(answer.data?.server_time, sent, performance.now());
    this.take(payload, answer);
    return answer;
  }

  take(payload, { status, data }) {
    if (this.frozen) this.frozen = this.field.readOnly = false;
    if (payload.seq < this.acknowledged) return;
    // Without a word of the app's own (a server in between that refuses) nothing is known.
    if (![200, 400, 409, 410, 413, 422].includes(status) || !data.outcome) {
      if (payload.text !== this.stored) this.unsure = true;
      return this.retry(whyNot(status));
    }
    this.failures = 0;
    if (status === 200) {
      this.acknowledged = payload.seq;
      this.stored = payload.text;
      this.base = data.revision;
      this.chosen = false;
      // A later save of this tab was faster, and its answer was lost.
      this.unsure = Boolean(data.superseded);
      copies.acknowledge(this.user, this.answer, this.tab, payload.text);
      this.tell("state", { saved: !this.dirty, time: data.saved_time });
      if (this.dirty) this.schedule();
      if (data.closed) this.tell("left", data);
      return;
    }
    // What was typed since the request left belongs to the text that the person is about to choose by.
    if (data.outcome === "conflict" && this.field.value !== payload.text) {
      this.frozen = this.field.readOnly = true;
      return setTimeout(() => this.flush(), 0);
    }
    // From here on nothing is sent until the person has decided.
    this.held = ["conflict", "too_late"].includes(data.outcome) ? "person" : "text";
    if (status === 410) {
      if (data.kept) this.aside = payload.text;
      copies.acknowledge(this.user, this.answer, this.tab, payload.text);
    }
    const names = { conflict: "conflict", empty_refused: "empty", too_late: "late" };
    this.tell(names[data.outcome] ?? "refused", { ...data, mine: payload.text, typed: payload.typed_at });
  }

  retry(why) {
    this.failures += 1;
    const wait = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** Math.min(this.failures, 6)) * (0.5 + Math.random() / 2);
    this.calm();
    this.timers.retry = setTimeout(() => this.flush(), wait);
    this.tell("away", { why, wait });
  }

  calm() {
    for (const name of ["pause", "longest", "retry"]) {
      clearTimeout(this.timers[name]);
      this.timers[name] = null;
    }
  }

  /* The page is hidden or closes: once more, beside whatever is under way; the numbers put them in order. */
  leave() {
    if (!this.dirty) return;
    this.copy();
    if (this.held) return;
    if (this.pending && this.sent?.text === this.field.value) return;
    this.exchange(this.url, this.next(), {});
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
