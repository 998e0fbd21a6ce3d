import { $, api, home, text, token } from "./common.js";

function say(message) {
  $("error").textContent = message;
  $("error").hidden = false;
}

$("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    const answer = await api("POST", "/login", { username: $("username").value, password: $("password").value });
    token.set(answer.token);
    location.assign(home(answer.agent));
  } catch (error) {
    if (error.status === 401 || error.status === 422) say(text.login.wrong);
    else if (error.status === 429) say(text.login.too_often);
    else say(text.login.unreachable);
    $("password").select();
  }
});
$("enter").disabled = false; // sooner the browser itself would send the form, with the password

if (token.get()) {
  const response = await fetch("/api/v1/agents/me", { headers: { Authorization: `Bearer ${token.get()}` } }).catch(() => null);
  if (response?.ok) location.replace(home(await response.json()));
  else if (response?.status === 401) token.drop();
}
