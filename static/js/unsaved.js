/*
  Signing out with text that the server has not acknowledged asks first, then clears it: the next person at this
  computer must not find it. Guards every <form data-sign-out="Question?" data-user="17">; what somebody else left in
  this browser is theirs, and stays.
*/

const unsaved = (user) => {
  try {
    return Object.keys(localStorage).filter((key) => /^interviewprep:\w+:(\d+):/.exec(key)?.[1] === user);
  } catch {
    return [];
  }
};

for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", (event) => {
    const keys = unsaved(form.dataset.user);
    if (keys.length && !window.confirm(form.dataset.signOut)) return event.preventDefault();
    for (const key of keys) localStorage.removeItem(key);
  });
}
