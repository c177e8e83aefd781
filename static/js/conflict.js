/* Two texts for one answer: shows both in place of the field until one is chosen. The clock goes on. */

export const show = ({ html, theirs, revision, typed, saved_time: time }, { form, field, saver, done }) => {
  document.getElementById("conflict")?.remove();
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const part = holder.content.firstElementChild;
  form.hidden = true;
  form.before(part);
  part.querySelector("h1").focus();
  window.scrollTo(0, 0);

  part.addEventListener("submit", async (event) => {
    event.preventDefault();
    const mine = event.submitter?.value === "mine";
    part.remove();
    form.hidden = false;
    if (mine) await saver.choose(revision, typed ?? undefined);
    else saver.adopt(theirs, revision, time);
    field.focus();
    done();
  });
};
