/* Sends texts of other answers that were left in this browser: the server decides whether they still count. */

import * as copies from "./copies.js";
import { post } from "./server.js";

/*
  `answers`: [{answer, url}]; returns how many were found, how many of them are on the server now (counted, or kept
  apart), and what the server said of those that it cannot take. A copy goes once the server has it.
*/
export const send = async (user, answers, onFound = () => {}) => {
  let found = 0;
  let safe = 0;
  const refused = [];
  for (const { answer, url } of answers) {
    for (const copy of (await copies.left(copies.find(user, answer))).reverse()) {
      if (found === 0) onFound();
      found += 1;
      const { status, data } = await post(url, copy);
      if (status === 422 && data.outcome === "empty_refused") {
        // An empty field against a stored text: there is nothing to save.
        copies.remove(user, answer, copy.tab);
        found -= 1;
      } else if ([400, 413, 422].includes(status)) refused.push(data.message);
      if (![200, 409, 410].includes(status)) continue;
      copies.acknowledge(user, answer, copy.tab, copy.text);
      safe += 1;
    }
  }
  return { found, safe, refused };
};
