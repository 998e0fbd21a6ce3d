import { $, api, home, text, token } from "./common.js";

function say(message) {
  $("error").textContent = message;
  $("error").hidden = false;
}

/** The password was right and a one-time code is asked for as well. */
function askForCode() {
  $("code-field").hidden = false;
  $("code").required = true;
  $("code").focus();
  say(text.login.code_asked);
}

function refused(error) {
  if (error.status === 401 && error.errors?.[0]?.field === "code") return askForCode();
  if (error.status === 401 || error.status === 422) say($("code").value ? text.login.code_wrong : text.login.wrong);
  else if (error.status === 403) say(text.login.disabled);
  else if (error.status === 429) say(text.login.too_often);
  else say(text.login.unreachable);
  ($("code").value ? $("code") : $("password")).select();
}

$("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  const code = $("code").value ? { code: $("code").value } : {};
  try {
    const answer = await api("POST", "/login", { username: $("username").value, password: $("password").value, ...code });
    token.set(answer.token);
    location.assign(answer.codes_needed ? "/account" : home(answer.agent));
  } catch (error) {
    refused(error);
  }
});
$("enter").disabled = false; // sooner the browser itself would send the form, with the password

if (token.get()) {
  const response = await fetch("/api/v1/agents/me", { headers: { Authorization: `Bearer ${token.get()}` } }).catch(() => null);
  if (response?.ok) location.replace(home(await response.json()));
  else if (response?.status === 401) token.drop();
}
