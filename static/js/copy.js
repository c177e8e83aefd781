/*
  Copies the text of an element: <button data-copy="id of the element" data-copied data-selected hidden>, shown where
  this script runs. What became of it is said in [data-copy-says]. Where the browser does not let a page write to the
  clipboard (a site without https), the old command is tried, and at last the text is left selected. A page may have
  several of them.
*/
const says = document.querySelector("[data-copy-says]");

// What is folded away shows no text, but has it.
const textOf = (element) => element.innerText || element.textContent;

function select(element) {
  const folded = element.closest("details");
  if (folded) folded.open = true;
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  return selection;
}

function copySelected(element) {
  const selection = select(element);
  const copied = document.execCommand("copy");
  if (copied) selection.removeAllRanges();
  return copied;
}

async function copy(element) {
  try {
    await navigator.clipboard.writeText(textOf(element));
    return true;
  } catch {
    return copySelected(element);
  }
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const copied = await copy(document.getElementById(button.dataset.copy));
    says.textContent = "";
    // A reader announces what changes: the same words twice are said twice.
    requestAnimationFrame(() => {
      says.textContent = copied ? button.dataset.copied : button.dataset.selected;
    });
  });
}
