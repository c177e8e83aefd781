// Passkeys: the buttons that need the browser's help appear where it can help, and a failure is said in words.

for (const button of document.querySelectorAll("[data-passkey]")) {
  button.hidden = !window.PublicKeyCredential;
}

document.addEventListener("allauth.error", (event) => {
  const note = document.querySelector("[data-passkey-failed]");
  if (note) {
    note.hidden = false;
    event.preventDefault();
  }
});
