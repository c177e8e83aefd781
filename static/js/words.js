/* Words on the page: counted as the server counts them, and filled into the sentences of `#says`. */

export const count = (text) => (text.trim() ? text.trim().split(/\s+/u).length : 0);

const sentences = document.getElementById("says")?.dataset ?? {};

/* The sentence `name` with {n} and the like filled in. */
export const say = (name, values = {}) =>
  (sentences[name] ?? "").replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

/* How many characters, as the server counts them: a pair of surrogates is one. */
export const characters = (text) => text.length - (text.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0);

/* "1 word", "12 words": the sentence `one` for 1, otherwise `many`. */
export const sayCount = (one, many, n) => (n === 1 ? say(one) : say(many, { n }));

export const wordsOf = (text) => sayCount("word", "words", count(text));
