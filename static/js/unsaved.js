/*
  Signing out with text that the server has not acknowledged asks first, then clears it: the next person at this
  computer must not find it. Guards every <form data-sign-out="Question?">.
*/

const PREFIX = "interviewprep:";

const unsaved = () => {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
};

for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", (event) => {
    const keys = unsaved();
    if (keys.length && !window.confirm(form.dataset.signOut)) return event.preventDefault();
    for (const key of keys) localStorage.removeItem(key);
  });
}
