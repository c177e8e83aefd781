/*
  Passages of an answer, as {% passages %} draws it:

  [data-passages]               the text; every piece of it stands in an element with
    [data-start]                  the offset of its first character in the stored text, in code points
    mark[data-ids]                a passage; the ids, parted by spaces, of the elements that speak of it
    #passage-<id>                 the place where the passage of that element begins

  chosen(element)     what is selected in it (or in a given range), as {quote, position}; null where nothing is
  show(element, id)   sets off the passage that `id` speaks of (data-shown), and brings it into view unless told not to
  hide(element)       sets off nothing any more
*/
const codePoints = (text) => Array.from(text).length;

/* The range of `piece` that is inside `selected`, or null where they share nothing. */
function shared(piece, selected) {
  if (!selected.intersectsNode(piece)) return null;
  const range = document.createRange();
  range.selectNodeContents(piece);
  if (selected.compareBoundaryPoints(Range.START_TO_START, range) > 0) range.setStart(selected.startContainer, selected.startOffset);
  if (selected.compareBoundaryPoints(Range.END_TO_END, range) < 0) range.setEnd(selected.endContainer, selected.endOffset);
  return range.toString() === "" ? null : range;
}

function selection() {
  const chosen = document.getSelection();
  return chosen && chosen.rangeCount > 0 ? chosen.getRangeAt(0) : null;
}

export function chosen(element, selected = selection()) {
  if (!selected || selected.collapsed || !selected.intersectsNode(element)) return null;
  let quote = "";
  let position = null;
  let at = 0;
  for (const piece of element.querySelectorAll("[data-start]")) {
    const range = shared(piece, selected);
    if (!range) continue;
    const before = document.createRange();
    before.selectNodeContents(piece);
    before.setEnd(range.startContainer, range.startOffset);
    const start = Number(piece.dataset.start) + codePoints(before.toString());
    if (position === null) position = at = start;
    // What is between two pieces is the end of a line: the server takes any white space for any other.
    quote += "\n".repeat(start - at) + range.toString();
    at = start + codePoints(range.toString());
  }
  if (position === null || quote.trim() === "") return null;
  position += codePoints(quote) - codePoints(quote.trimStart());
  return { quote: quote.trim(), position };
}

export function hide(element) {
  for (const piece of element.querySelectorAll("[data-shown]")) delete piece.dataset.shown;
}

export function show(element, id, scrolls = true) {
  hide(element);
  const pieces = [...element.querySelectorAll("mark[data-ids]")].filter((piece) => piece.dataset.ids.split(" ").includes(id));
  for (const piece of pieces) piece.dataset.shown = "";
  if (pieces.length && scrolls) pieces[0].scrollIntoView({ block: "nearest" });
  return pieces.length > 0;
}
