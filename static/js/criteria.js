/*
  Boxes of criteria, [data-criteria="name of the rubric's field"]: only those of the chosen rubric are shown and sent;
  [data-none] is shown while none is chosen. What was ticked under another rubric comes back when that one is chosen
  again.
*/
for (const boxes of document.querySelectorAll("[data-criteria]")) {
  const rubric = boxes.closest("form").elements[boxes.dataset.criteria];
  const show = () => {
    for (const group of boxes.querySelectorAll("[data-rubric]")) {
      group.hidden = group.dataset.rubric !== rubric.value;
      group.disabled = group.hidden;
    }
    boxes.querySelector("[data-none]").hidden = rubric.value !== "";
  };
  rubric?.addEventListener("change", show);
  if (rubric) show();
}
