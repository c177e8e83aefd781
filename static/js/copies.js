/*
  Copies of unsaved text in this browser, one per person, answer and tab: two tabs never write over each other's.
  A full or forbidden store must not break saving: write() says whether it could, all else does without.
*/

const PREFIX = "interviewprep:answer:";

const start = (user, answer) => `${PREFIX}${user}:${answer}:`;

/* Keep `copy` ({text, base, seq, cleared, typed_at}); whether it could be kept. */
export const write = (user, answer, tab, copy) => {
  try {
    localStorage.setItem(start(user, answer) + tab, JSON.stringify(copy));
    return true;
  } catch {
    return false;
  }
};

export const remove = (user, answer, tab) => {
  try {
    localStorage.removeItem(start(user, answer) + tab);
  } catch {
    /* nothing was kept */
  }
};

/* Drop the copy once `text` is safe on the server, unless it has changed since. */
export const acknowledge = (user, answer, tab, text) => {
  const kept = find(user, answer).find((copy) => copy.tab === tab);
  if (kept && kept.text === text) remove(user, answer, tab);
};

const keys = () => {
  try {
    return Object.keys(localStorage);
  } catch {
    return []; // a forbidden store
  }
};

/* All copies of an answer, newest first. */
export const find = (user, answer) => {
  const found = [];
  for (const key of keys()) {
    if (!key.startsWith(start(user, answer))) continue;
    try {
      const copy = JSON.parse(localStorage.getItem(key));
      if (typeof copy?.text === "string") found.push({ ...copy, tab: key.slice(start(user, answer).length) });
    } catch {
      /* a damaged copy must not hide the others */
    }
  }
  return found.sort((one, two) => (two.typed_at ?? 0) - (one.typed_at ?? 0));
};

const lockOf = (tab) => `interviewprep:tab:${tab}`;

/* Say to other tabs that `tab` is open; it ends with the page. */
export const live = (tab) => {
  navigator.locks?.request(lockOf(tab), () => new Promise(() => {}));
};

/* The ids among `copies` whose tab is open now; without the browser's help none is known to be. */
export const left = async (copies) => {
  const held = (await navigator.locks?.query())?.held?.map((lock) => lock.name) ?? [];
  return copies.filter((copy) => !held.includes(lockOf(copy.tab)));
};

/* Resolves when the tab is no longer open. */
export const gone = (tab) => navigator.locks?.request(lockOf(tab), () => {}) ?? Promise.resolve();
