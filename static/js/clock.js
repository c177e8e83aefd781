/*
  The server's clock, and its face. The time of this computer is never asked: only how long ago the server's was heard.
*/

import { say, sayCount } from "./words.js";

const MINUTE = 60000;

export class Clock {
  /* `serverNow`: the server's milliseconds when it made this page; `deadline`: the same at the end, NaN without one. */
  constructor(serverNow, deadline) {
    const heard = performance.getEntriesByType("navigation")[0]?.responseStart || performance.now();
    this.offset = serverNow - heard;
    this.deadline = deadline;
  }

  now() {
    return performance.now() + this.offset;
  }

  left() {
    return this.deadline - this.now();
  }

  /* Learn from an answer that the server gave between two moments of performance.now(). */
  correct(serverTime, sent, received) {
    if (!serverTime) return;
    const offset = serverTime - (sent + received) / 2;
    // Within what the way there and back leaves uncertain, the present estimate stands.
    if (Math.abs(offset - this.offset) > (received - sent) / 2) this.offset = offset;
  }
}

/* "21 minutes left", or the seconds in the last minute. */
export const leftInWords = (left) =>
  left <= MINUTE
    ? sayCount("secondLeft", "secondsLeft", Math.max(0, Math.floor(left / 1000)))
    : sayCount("minuteLeft", "minutesLeft", Math.ceil(left / MINUTE));

/*
  Draw the clock into `face`, the time on this question into `budget`; announce 10, 5 and 1 minute in `said` and
  nothing else, but whenever `button` is pressed; call `over` at the deadline.
*/
export const run = (clock, { face, budget, budgetWords, said, button, spent, planned, over }) => {
  const born = clock.now();
  const last = face?.querySelector("[data-last]");
  const unit = face?.querySelector("[data-unit]");
  const figure = face?.querySelector("b");
  const marks = [10, 5, 1].filter((minutes) => clock.left() > minutes * MINUTE);
  let wipe;

  const announce = () => {
    clearTimeout(wipe);
    said.textContent = leftInWords(clock.left());
    // What was said goes stale; the face goes on.
    wipe = setTimeout(() => { said.textContent = ""; }, 20000);
  };

  const draw = () => {
    const left = clock.left();
    const red = left <= MINUTE;
    face.dataset.s = red ? "red" : left <= 5 * MINUTE ? "amber" : "calm";
    last.hidden = !red;
    unit.hidden = red;
    const seconds = Math.max(0, Math.floor(left / 1000));
    figure.textContent = red ? `0:${String(Math.min(59, seconds)).padStart(2, "0")}` : Math.ceil(left / MINUTE);
    const here = Math.floor((spent + (clock.now() - born) / 1000) / 60);
    budget.value = here;
    budgetWords.textContent = red ? say("budgetLast") : say(here > planned ? "budgetOver" : "budget", { n: here, m: planned });
    if (marks.length && left <= marks[0] * MINUTE) {
      while (marks.length && left <= marks[0] * MINUTE) marks.shift();
      announce();
    }
  };

  let ended = false;
  const tick = () => {
    draw();
    if (!ended && clock.left() <= 0) {
      ended = true;
      over();
    }
    if (!ended) setTimeout(tick, clock.left() <= MINUTE + 1000 ? 250 : 1000);
  };

  if (!face) return;
  button.hidden = false;
  button.addEventListener("click", announce);
  tick();
};
