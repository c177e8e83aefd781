// The side contents of a long page: marks the link whose part is being read. On narrow pages they are a line that stays
// at the top, names that part and opens; choosing a part closes it.
const side = document.querySelector(".side");
const fold = side?.querySelector("details");
const links = side ? [...side.querySelectorAll("a[href^='#']")] : [];
const parts = links.map((link) => document.getElementById(link.hash.slice(1)));
const here = side?.querySelector("[data-here]");

// What was chosen stays marked until the reader scrolls on: near the end a part may be too short to reach the top.
let chosen = -1;

function current() {
  if (chosen >= 0) return chosen;
  // The line of reading lies in the upper third; over the last screen it sinks, so that every part gets its turn.
  const left = document.documentElement.scrollHeight - innerHeight - scrollY;
  const line = Math.max(innerHeight / 3, innerHeight - left);
  let found = -1;
  parts.forEach((part, index) => {
    if (part && part.getBoundingClientRect().top <= line) found = index;
  });
  return found;
}

function mark() {
  const now = current();
  links.forEach((link, index) => {
    if (index === now) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
  if (here) here.textContent = now < 0 ? "" : links[now].textContent;
}

let waiting = false;
function soon() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    mark();
  });
}

function letGo(event) {
  if (event.target instanceof Element && event.target.closest(".side a")) return;
  chosen = -1;
}

if (links.length) {
  side.dataset.live = "";
  side.addEventListener("click", (event) => {
    const index = links.indexOf(event.target.closest("a"));
    if (index < 0) return;
    chosen = index;
    fold.open = false;
    soon();
  });
  side.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !fold.open) return;
    fold.open = false;
    fold.querySelector("summary").focus();
  });
  for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"]) addEventListener(kind, letGo, { passive: true });
  addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon, { passive: true });
  mark();
}
