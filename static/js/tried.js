// "Try one": a visitor's text stays in this browser, under the question it answers, until they discard it.
const PREFIX = "tried:";

function read(key) {
  try {
    return localStorage.getItem(PREFIX + key) || "";
  } catch {
    return "";
  }
}

function keep(key, text) {
  try {
    if (text.trim()) localStorage.setItem(PREFIX + key, text);
    else localStorage.removeItem(PREFIX + key);
  } catch {
    // Storage is switched off or full: the text is still on the page.
  }
}

function show() {
  for (const box of document.querySelectorAll("textarea[data-question]")) {
    if (!box.value) box.value = read(box.dataset.question);
    box.addEventListener("input", () => keep(box.dataset.question, box.value));
  }
  for (const part of document.querySelectorAll(".tried[data-question]")) {
    const text = read(part.dataset.question);
    part.hidden = !text;
    part.querySelector("[data-text]").textContent = text;
    part.querySelector("[data-discard]").addEventListener("click", () => {
      keep(part.dataset.question, "");
      part.hidden = true;
      document.querySelector("#prompt")?.focus();
    });
  }
}

show();
document.addEventListener("htmx:afterSettle", show);
