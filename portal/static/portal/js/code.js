// The tracking address ends in #CODE, which never reaches a server's log: move it into the field, and out of the address.
"use strict";

const codeField = document.querySelector("input[data-code]");
const code = decodeURIComponent(location.hash.slice(1)).toUpperCase();

if (codeField && /^[0-9A-Z-]{8,24}$/.test(code)) {
  codeField.value = code;
  history.replaceState(null, "", location.pathname + location.search);
  const next = [...codeField.form.elements].find((field) => field.matches("input:not([type=hidden])") && !field.value);
  (next || codeField.form.querySelector("button:not([type=button])") || codeField).focus();
}
