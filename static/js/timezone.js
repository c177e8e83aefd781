// The browser's time zone, for the form that signs somebody up.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const field of document.querySelectorAll('input[name="time_zone"]')) {
  field.value ||= zone || "";
}
