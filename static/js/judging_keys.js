/*
  Judging by single keys: each acts only inside its own group, and where the person has not switched them off.

  <form data-keys>        absent where they are switched off; its fieldsets .kp and .crit are the groups
  In a key point          0, 1, 2 choose a mark
  In a criterion          1 to 4 choose a level, n “no chance to show”
  In either               Enter goes to the next group, Shift and Enter to the one before; e ties a passage (the group
                          gets the event `tie`)
  Anywhere                o goes to what is open next; j and k to the next and the previous answer (the links beside
                          the current one in nav.turn)

  After a choice by key the focus moves to what is open next, and after the last one to the main button. Keys rest in
  fields that one writes in, and while Ctrl, Alt or Meta is held.
*/
const form = document.querySelector("form[data-keys]");
const WRITING = "textarea, select, input:not([type=radio], [type=checkbox]), [contenteditable]";

if (form) {
  const groups = [...form.querySelectorAll("fieldset:is(.kp, .crit):not(:disabled)")];
  const isOpen = (group) => !group.querySelector("input:checked");

  const enter = (group) => {
    (group.querySelector("input:checked") ?? group.querySelector("input[type=radio]")).focus({ preventScroll: true });
    group.scrollIntoView({ block: "nearest" });
  };

  const nextOpen = (from) => {
    const start = groups.indexOf(from) + 1;
    return [...groups.slice(start), ...groups.slice(0, start)].find((group) => group !== from && isOpen(group));
  };

  const goOn = (from) => {
    const group = nextOpen(from) ?? (from && isOpen(from) ? from : null);
    if (group) enter(group);
    else form.querySelector(".dock .prime")?.focus();
  };

  const turn = (step) => {
    const here = document.querySelector("nav.turn [aria-current]")?.closest("li");
    const link = (step > 0 ? here?.nextElementSibling : here?.previousElementSibling)?.querySelector("a");
    link?.click();
    return Boolean(link);
  };

  const choose = (group, key) => {
    const value = group.matches(".crit") && key === "n" ? "none" : key;
    const choice = group.querySelector(`input[type=radio][value="${CSS.escape(value)}"]`);
    if (!choice) return false;
    // A click on what is chosen already changes nothing, and is no mistake.
    choice.click();
    goOn(group);
    return true;
  };

  const act = (event) => {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const group = event.target.closest?.("fieldset:is(.kp, .crit)");
    if (key === "j") return turn(1);
    if (key === "k") return turn(-1);
    if (key === "o") return goOn(group), true;
    if (!group) return false;
    if (key === "Enter") {
      // On a button, a link or what unfolds, Enter does what it does everywhere.
      if (!event.target.matches("input, fieldset")) return false;
      const next = groups[groups.indexOf(group) + (event.shiftKey ? -1 : 1)];
      if (next) enter(next);
      else if (!event.shiftKey) form.querySelector(".dock .prime")?.focus();
      return true;
    }
    if (key === "e") {
      if (!group.querySelector("details.tie")) return false;
      group.dispatchEvent(new CustomEvent("tie", { bubbles: true }));
      return true;
    }
    return /^[0-9n]$/.test(key) && choose(group, key);
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.repeat) return;
    if (event.ctrlKey || event.altKey || event.metaKey || (event.shiftKey && event.key !== "Enter")) return;
    if (document.querySelector("dialog[open]") || event.target.closest?.(WRITING)) return;
    if (act(event)) event.preventDefault();
  });

  // The keys are named on the page only where they work.
  document.documentElement.dataset.keys = "";
}
