/*
  Ticks of the questions of a list: all on the page by one box, a row of them by Shift, and how many there are, said
  in a line that stays in sight. Without this script the boxes work one by one, and "which questions" says the rest.
*/
const form = document.querySelector("form[data-keeps]");
const panel = document.getElementById("several");
const boxes = form ? [...form.querySelectorAll("input[name=tick]")] : [];

if (panel && boxes.length) {
  const all = panel.querySelector("[data-all]");
  const whole = all.querySelector("input");
  const which = panel.querySelector("select[name=several-which]");
  const dock = form.querySelector("[data-dock]");
  const elsewhere = Number(dock.dataset.dock) - boxes.filter((box) => box.defaultChecked).length;
  let last = null;
  let counted = 0;
  let isInSight = false;

  // The line says nothing that the panel does not say while one sees it.
  const look = () => { dock.hidden = counted === 0 || isInSight; };
  new IntersectionObserver(([entry]) => { isInSight = entry.isIntersecting; look(); }).observe(panel.querySelector("button[value=apply]"));

  const tell = () => {
    const here = boxes.filter((box) => box.checked).length;
    const count = here + elsewhere;
    whole.checked = here === boxes.length;
    whole.indeterminate = here > 0 && here < boxes.length;
    counted = count;
    look();
    dock.querySelector("[data-ticked-count]").textContent = String(count);
    const option = which.querySelector("option[value=ticked]");
    option.textContent = option.textContent.replace(/\d+/, String(count));
  };

  all.hidden = false;
  whole.addEventListener("change", () => {
    for (const box of boxes) box.checked = whole.checked;
    tell();
  });
  for (const [index, box] of boxes.entries()) {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last !== null) {
        const [from, to] = [last, index].sort((a, b) => a - b);
        for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
      }
      last = index;
      tell();
    });
    box.addEventListener("change", tell);
  }
  // Enter in a field of the panel changes them; elsewhere in the form it keeps the choices.
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input[type=text]")) return;
    event.preventDefault();
    panel.querySelector("button[value=apply]").click();
  });
  dock.querySelector("a").addEventListener("click", (event) => {
    event.preventDefault();
    panel.open = true;
    panel.scrollIntoView();
    which.focus();
  });
  tell();
}
