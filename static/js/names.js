/*
  Fields of the admin that have no name of their own get one. Choices that are found by typing (Select2, as the admin
  brings it) take that of the field's label, fields in a table that of their column and row.
*/
const FIELD = ".select2-search__field";
const words = (label) => label?.textContent.replace(/:\s*$/, "").trim();

function name(field) {
  const beside = field.closest(".select2-container")?.previousElementSibling;
  const id = /^select2-(.+)-results$/.exec(field.getAttribute("aria-controls") ?? "")?.[1];
  const choice = beside?.matches("select") ? beside : id && document.getElementById(id);
  const label = words(choice?.labels?.[0]);
  if (label) field.setAttribute("aria-label", label);
}

function mend(container) {
  const label = container.previousElementSibling?.labels?.[0];
  const one = container.querySelector(".select2-selection--single");
  const many = container.querySelector(".select2-selection--multiple .select2-selection__rendered");
  if (one && label) {
    const shown = one.querySelector(".select2-selection__rendered");
    label.id ||= `${shown.id}-label`;
    one.setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
    shown.setAttribute("aria-labelledby", label.id);
  }
  if (many) {
    // Each choice has a cross of its own; one for all of them is no item of the list.
    const tidy = () => many.querySelector(":scope > .select2-selection__clear")?.remove();
    new MutationObserver(tidy).observe(many, { childList: true });
    tidy();
  }
}

function mendAll(place) {
  for (const container of place.querySelectorAll(".select2-container")) mend(container);
  for (const field of place.querySelectorAll(FIELD)) name(field);
}

// They are made by another script, some time after the page is there.
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) {
    for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE && node.matches(".select2-container")) mendAll(node.parentElement);
  }
}).observe(document.body, { childList: true, subtree: true });
mendAll(document);
document.addEventListener("focusin", (event) => { if (event.target.matches(FIELD)) name(event.target); });

for (const table of document.querySelectorAll(".tabular table")) {
  for (const head of table.tHead.querySelectorAll("th")) if (head.textContent.trim() === "") head.setAttribute("role", "cell");
  [...table.tBodies[0].rows].forEach((row, index) => {
    for (const cell of row.cells) {
      const column = [...cell.classList].find((one) => one.startsWith("field-"))?.replace("field-", "column-");
      const head = column && words(table.tHead.querySelector(`.${column}`));
      const field = cell.querySelector("input:not([type=hidden]), select, textarea");
      if (head && field && !field.labels?.length) field.setAttribute("aria-label", `${head}, ${index + 1}`);
    }
  });
}
