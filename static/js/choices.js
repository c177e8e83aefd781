/* The fields in which one types to find a choice have no name of their own: they take that of the choice's label. */
const FIELD = ".select2-search__field";

function named(field) {
  const beside = field.closest(".select2-container")?.previousElementSibling;
  const id = /^select2-(.+)-results$/.exec(field.getAttribute("aria-controls") ?? "")?.[1];
  const choice = beside?.matches("select") ? beside : id && document.getElementById(id);
  const label = choice?.labels?.[0]?.textContent.replace(/:\s*$/, "").trim();
  if (label) field.setAttribute("aria-label", label);
}

window.addEventListener("load", () => { for (const field of document.querySelectorAll(FIELD)) named(field); });
document.addEventListener("focusin", (event) => { if (event.target.matches(FIELD)) named(event.target); });
