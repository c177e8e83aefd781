/* Texts of the admin's forms grow with what is written, where the style sheet alone cannot do it. */
if (!CSS.supports("field-sizing", "content")) {
  const grow = (text) => {
    text.style.blockSize = "auto";
    text.style.blockSize = `${text.scrollHeight + 4}px`;
  };
  for (const text of document.querySelectorAll("form textarea")) grow(text);
  document.addEventListener("input", (event) => {
    if (event.target.matches("form textarea")) grow(event.target);
  });
}
