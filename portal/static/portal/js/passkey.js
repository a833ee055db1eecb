// Passkeys: <form data-passkey="create|get" data-options="id of a JSON block"> asks the browser for a credential when it
// is sent, puts the answer into its hidden field and goes on. What fails is said in the form; nothing is sent then.
"use strict";

for (const form of document.querySelectorAll("[data-passkey]")) {
  const failed = form.querySelector("[data-passkey-failed]");
  if (!window.webauthnJSON || !webauthnJSON.supported()) {
    const asked = form.dataset.passkey === "create";
    form.hidden = !asked;
    form.querySelector("[data-passkey-unknown]").hidden = !asked;
    continue;
  }
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    const options = JSON.parse(document.getElementById(form.dataset.options).textContent);
    try {
      const credential = await webauthnJSON[form.dataset.passkey](options);
      form.elements.credential.value = JSON.stringify(credential);
    } catch (error) {
      failed.hidden = false;
      return;
    }
    form.submit();
  });
}
