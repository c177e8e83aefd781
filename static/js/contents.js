// The side contents of a long page: marks the link whose part is being read.
const links = [...document.querySelectorAll(".side a[href^='#']")];
const parts = links.map((link) => document.getElementById(link.hash.slice(1)));

function mark() {
  const line = innerHeight / 3;
  const ends = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
  let current = 0;
  parts.forEach((part, index) => {
    if (part && part.getBoundingClientRect().top <= line) current = index;
  });
  if (ends && scrollY > 0) current = links.length - 1;
  links.forEach((link, index) => {
    if (index === current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
}

let waiting = false;
addEventListener("scroll", () => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    mark();
  });
}, { passive: true });
mark();
