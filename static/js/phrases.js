/*
  A coach's own phrases, found and put into a text by keyboard.

  [data-bank hidden]            shown by this script
    #find-phrase, #phrase-list  a combobox: letters narrow the list, arrows choose, Enter puts the phrase in, Escape
                                goes back to the text
    [data-found data-none]      says where nothing is found
  textarea[data-phrases]        takes phrases; "/" at the beginning or after a space goes to the bank

  Each phrase that is put in leaves a field `used` in the form, so that the server can count it.
*/
const SHOWN = 8;
let target = null;
let at = -1;
// Whether "/" brought us here: a second one writes it.
let called = false;

const bank = () => document.querySelector("[data-bank]");
const find = () => document.getElementById("find-phrase");
const list = () => document.getElementById("phrase-list");
const open = () => [...list().children].filter((one) => !one.hidden);
const words = (text) => text.toLocaleLowerCase().split(/\s+/).filter(Boolean);

function show() {
  if (bank()) bank().hidden = false;
}

function mark(index) {
  const options = open();
  at = options.length ? (index + options.length) % options.length : -1;
  for (const option of list().children) option.setAttribute("aria-selected", "false");
  find().removeAttribute("aria-activedescendant");
  if (at < 0) return;
  options[at].setAttribute("aria-selected", "true");
  options[at].scrollIntoView({ block: "nearest" });
  find().setAttribute("aria-activedescendant", options[at].id);
}

function narrow() {
  const wanted = words(find().value);
  let left = SHOWN;
  for (const option of list().children) {
    const text = option.textContent.toLocaleLowerCase();
    option.hidden = left === 0 || !wanted.every((word) => text.includes(word));
    if (!option.hidden) left -= 1;
  }
  const found = bank().querySelector("[data-found]");
  found.textContent = open().length ? "" : found.dataset.none;
  expand(open().length > 0);
  mark(0);
}

function expand(is) {
  list().hidden = !is;
  find().setAttribute("aria-expanded", String(is));
  if (!is) find().removeAttribute("aria-activedescendant");
}

function area() {
  if (target?.isConnected) return target;
  return bank().closest("form")?.querySelector("textarea[data-phrases]");
}

function back() {
  expand(false);
  find().value = "";
  called = false;
  area()?.focus();
}

function put(option) {
  const into = area();
  if (!into) return;
  const { selectionStart: start, selectionEnd: end, value } = into;
  const gap = start > 0 && !/\s$/.test(value.slice(0, start)) ? " " : "";
  back();
  into.setRangeText(gap + option.textContent, start, end, "end");
  into.dispatchEvent(new Event("input", { bubbles: true }));
  const used = document.createElement("input");
  used.type = "hidden";
  used.name = "used";
  used.value = option.dataset.pk;
  into.after(used);
}

document.addEventListener("focusin", (event) => {
  if (event.target.matches?.("textarea[data-phrases]")) target = event.target;
  if (bank() && event.target === find()) narrow();
});

document.addEventListener("focusout", (event) => {
  if (bank() && event.target === find()) expand(false);
});

document.addEventListener("input", (event) => {
  if (bank() && event.target === find()) narrow();
});

document.addEventListener("keydown", (event) => {
  if (!bank() || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "/" && event.target.matches("textarea[data-phrases]")) {
    const { selectionStart: start, value } = event.target;
    if (start > 0 && !/\s/.test(value[start - 1])) return;
    event.preventDefault();
    target = event.target;
    find().focus();
    called = true;
  } else if (event.target === find()) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list().hidden) narrow();
      else mark(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      if (open()[at] && !list().hidden) put(open()[at]);
    } else if (event.key === "Escape") {
      back();
    } else if (event.key === "/" && called && find().value === "") {
      const into = area();
      back();
      into.setRangeText("/", into.selectionStart, into.selectionEnd, "end");
      into.dispatchEvent(new Event("input", { bubbles: true }));
    } else return;
    event.preventDefault();
  }
});

// Before the field loses the focus, or the list would be gone.
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.("#phrase-list [role=option]");
  if (!option) return;
  event.preventDefault();
  put(option);
});

document.addEventListener("htmx:afterSettle", show);
show();
