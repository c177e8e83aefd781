/*
  A note that another tab has changed meanwhile: both texts are kept, and the person chooses.

  [data-other-note hidden]     shown then; it may be shown already when the page comes
    [data-other-text]            the other text
    [data-choices hidden]        [data-take=both|mine|other]

  otherNote(form, save)   `save(text)` is called with what was chosen; returns
    sent(text)              this page has sent that text
    isOwn()                 asks the server which note it has. True where this page sent that itself (an
                            acknowledgement got lost), so that sending again will do; else shows the other text
*/
export function otherNote(form, save) {
  const panel = form.querySelector("[data-other-note]");
  const area = form.elements.note;
  const texts = new Set();
  if (!panel) return { sent: () => {}, isOwn: async () => false };
  const place = panel.querySelector("[data-other-text]");
  const choices = panel.querySelector("[data-choices]");
  let theirs = place.dataset.otherText;

  const show = () => {
    place.textContent = theirs;
    choices.hidden = false;
    panel.hidden = false;
  };

  panel.addEventListener("click", (event) => {
    const take = event.target.closest("[data-take]")?.dataset.take;
    if (!take) return;
    if (take === "both") area.value = `${theirs.trimEnd()}\n\n${area.value.trimStart()}`;
    if (take === "other") area.value = theirs;
    panel.hidden = true;
    area.removeAttribute("aria-invalid");
    form.querySelector("#note-error")?.remove();
    save(area.value);
    area.focus();
  });

  const isOwn = async () => {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("form[data-saves]");
    if (!response.ok || !fresh?.elements.note) return false;
    theirs = fresh.elements.note.value;
    form.elements.note_base.value = fresh.elements.note_base.value;
    if (texts.has(theirs) || theirs.trim() === "") return true;
    show();
    return false;
  };

  if (!panel.hidden) show();
  return { sent: (text) => texts.add(text), isOwn };
}
