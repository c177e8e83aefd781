/*
  The key points of a question in the admin: their order, adding and removing.

  [data-points="prefix of the formset"]   says in its attributes what is announced: {n} is a place, {all} how many
    [data-rows] > [data-point]            a key point; its field "position" follows its place
      [data-handle]                       is dragged, with mouse, pen or finger; Escape puts it back
      [data-up] [data-down] [data-remove] move it, or take a new one away; Alt with an arrow key moves it too
    template[data-empty]                  a new one
    [data-add] [data-says]                adds one; says what became of it
    [data-with-script]                    what is of no use without this

  A row that moves stays where it is in the page while its neighbours go around it: it keeps the focus.
*/
const EDGE = 64;
const STEP = 10;

function enliven(group) {
  const prefix = group.dataset.points;
  const list = group.querySelector("[data-rows]");
  const says = group.querySelector("[data-says]");
  const rows = () => [...list.querySelectorAll(":scope > [data-point]")];
  const place = (row) => rows().indexOf(row) + 1;
  const position = (row) => row.querySelector("input[name$='-position']");
  const first = (row) => row.querySelector("textarea, input:not([type=hidden], [type=checkbox])");

  function say(words, row) {
    says.textContent = "";
    const said = words.replace("{n}", row ? place(row) : "").replace("{all}", rows().length);
    requestAnimationFrame(() => { says.textContent = said; });
  }

  function number() {
    const all = rows();
    all.forEach((row, index) => {
      row.querySelector("[data-number]").textContent = index + 1;
      if (position(row)) position(row).value = index + 1;
      row.querySelector("[data-up]")?.setAttribute("aria-disabled", index === 0);
      row.querySelector("[data-down]")?.setAttribute("aria-disabled", index === all.length - 1);
    });
  }

  function go(row, to) {
    const all = rows();
    const from = all.indexOf(row);
    if (to < 0 || to >= all.length || to === from) return false;
    if (to < from) row.after(...all.slice(to, from));
    else row.before(...all.slice(from + 1, to + 1));
    number();
    return true;
  }

  function step(row, by) {
    const moved = go(row, rows().indexOf(row) + by);
    say(moved ? group.dataset.moved : group.dataset.atEnd, row);
    if (moved) row.scrollIntoView({ block: "nearest" });
  }

  function add() {
    const total = group.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
    const made = document.createElement("template");
    made.innerHTML = group.querySelector("template[data-empty]").innerHTML.replaceAll("__prefix__", total.value);
    const row = made.content.querySelector("[data-point]");
    total.value = Number(total.value) + 1;
    list.append(row);
    show(row);
    number();
    first(row).focus();
    say(group.dataset.added, row);
  }

  function remove(row) {
    const written = [...row.querySelectorAll("textarea")].some((text) => text.value.trim() !== "");
    if (written && !window.confirm(group.dataset.sure)) return;
    const near = row.previousElementSibling ?? row.nextElementSibling;
    row.remove();
    number();
    (near ? first(near) : group.querySelector("[data-add]")).focus();
    say(group.dataset.removed);
  }

  function show(part) {
    for (const one of part.querySelectorAll("[data-with-script]")) one.hidden = false;
  }

  group.addEventListener("click", (event) => {
    const row = event.target.closest("[data-point]");
    if (event.target.closest("[data-up]")) step(row, -1);
    else if (event.target.closest("[data-down]")) step(row, 1);
    else if (event.target.closest("[data-remove]")) remove(row);
    else if (event.target.closest("[data-add]")) add();
  });

  group.addEventListener("keydown", (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const row = event.target.closest("[data-point]");
    if (!by || !row || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    step(row, by);
  });

  /* Dragging. */
  let held = null;

  function follow() {
    if (!held) return;
    const { row, y } = held;
    if (y < EDGE) window.scrollBy(0, -STEP);
    else if (y > window.innerHeight - EDGE) window.scrollBy(0, STEP);
    const middle = (other) => other.getBoundingClientRect().top + other.getBoundingClientRect().height / 2;
    const to = rows().filter((other) => other !== row && middle(other) < y).length;
    go(row, to);
    held.frame = requestAnimationFrame(follow);
  }

  function drop(back) {
    if (!held) return;
    const { row, from, frame } = held;
    cancelAnimationFrame(frame);
    held = null;
    row.classList.remove("held");
    if (back) go(row, from);
    if (back || rows().indexOf(row) !== from) say(back ? group.dataset.back : group.dataset.moved, row);
  }

  group.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-handle]");
    if (!handle || event.button !== 0) return;
    event.preventDefault();
    const row = handle.closest("[data-point]");
    handle.setPointerCapture(event.pointerId);
    held = { row, from: rows().indexOf(row), y: event.clientY };
    row.classList.add("held");
    follow();
  });
  group.addEventListener("pointermove", (event) => { if (held) held.y = event.clientY; });
  group.addEventListener("pointerup", () => drop(false));
  group.addEventListener("pointercancel", () => drop(true));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") drop(true); });

  // After a mistake the server sends the rows back as they were numbered, with the places that they had been given.
  const given = (row) => Number(position(row)?.value) || Infinity;
  list.append(...rows().sort((one, other) => (given(one) === given(other) ? 0 : given(one) - given(other))));
  show(group);
  number();
}

for (const group of document.querySelectorAll("[data-points]")) {
  if (group.querySelector("[data-up]")) enliven(group);
}
