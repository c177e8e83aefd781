/*
  Talks to the server. post() and get() never throw; they return { status, data }:
  a number as the server gave it, or "away" (network, time-out, server in trouble) or "signed-out".
*/

const PATIENCE = 15000;
// Bytes in a millisecond on a bad line: a long text is given longer.
const SLOWEST = 8;

const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);

const ask = async (url, options, size = 0) => {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE + size / SLOWEST);
  try {
    // A redirect is the way to the login: an address of the room redirects for no other reason.
    const answer = await fetch(url, { credentials: "same-origin", cache: "no-store", redirect: "manual", signal: stop.signal, ...options });
    if (answer.type === "opaqueredirect" || answer.status === 401) return { status: "signed-out" };
    if (answer.status >= 500 || answer.status === 429) return { status: "away" };
    const data = await answer.json().catch(() => null);
    // A page between us and the server (a hotel's login) answers 200 with something of its own.
    return answer.ok && data === null ? { status: "away" } : { status: answer.status, data: data ?? {} };
  } catch {
    return { status: "away" };
  } finally {
    clearTimeout(timer);
  }
};

export const get = (url) => ask(url, { headers: { Accept: "application/json" } });

// While a page closes, browsers send at most 64 kB; what is bigger relies on the copy in this browser.
const MOST_WHILE_CLOSING = 60000;

const send = (url, body) => {
  const { size } = new Blob([body]);
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": cookie("csrftoken") ?? "" };
  return ask(url, { method: "POST", keepalive: size < MOST_WHILE_CLOSING, body, headers }, size);
};

/* POST `body` (an object). `state` is an address that hands out a fresh form key after one has gone stale. */
export const post = async (url, body, state = "") => {
  const text = JSON.stringify(body);
  const answer = await send(url, text);
  if (answer.status !== 403 || !state) return answer;
  const fresh = await get(state);
  if (fresh.status !== 200) return fresh;
  return send(url, text);
};
