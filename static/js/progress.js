/*
  Moves <progress data-seconds="12"> on while one step of several runs on the server: by the time that it probably
  takes, ever slower, and never to the step's end, which the server tells.
*/
const MOST = 0.96;
const EVERY = 200;

function follow(bar) {
  const start = performance.now();
  const from = bar.value;
  const timer = setInterval(() => {
    if (!bar.isConnected) return clearInterval(timer);
    const share = (performance.now() - start) / 1000 / Number(bar.dataset.seconds);
    bar.value = from + MOST * (1 - Math.exp(-1.6 * share));
  }, EVERY);
}

// htmx says "load" of the first page as well as of every part that it brings.
const followed = new WeakSet();
function look() {
  for (const bar of document.querySelectorAll("progress[data-seconds]")) {
    if (followed.has(bar)) continue;
    followed.add(bar);
    follow(bar);
  }
}
look();
document.addEventListener("htmx:load", look);
