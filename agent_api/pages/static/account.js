import { $, api, enter, home, logOut, stay, text } from "./common.js";

const words = text.account;

function say(id, message) {
  $(id).textContent = message ?? "";
  $(id).hidden = !message;
}

/** Why something was refused, in the reader's language. */
const reason = (error) =>
  words.rule[error.errors?.[0]?.rule] ?? (error.status === 429 ? words.too_often : `${text.connection.failed}: ${error.message}`);

$("password").addEventListener("submit", async (event) => {
  event.preventDefault();
  say("password-error");
  $("password-says").textContent = "";
  if ($("new").value !== $("again").value) return say("password-error", words.differ);
  try {
    await api("POST", "/agents/me/password", { old: $("old").value, new: $("new").value });
    $("password").reset();
    $("password-says").textContent = words.saved;
  } catch (error) {
    say("password-error", reason(error));
  }
});

function showCodes(state) {
  $("codes").hidden = false;
  $("begin").hidden = state.enabled;
  $("confirm").hidden = true;
  $("codes-say").textContent = state.enabled ? words.codes_on : state.required ? words.codes_required : words.codes_off;
}

$("begin").addEventListener("submit", async (event) => {
  event.preventDefault();
  say("codes-error");
  try {
    const made = await api("POST", "/agents/me/totp", { password: $("codes-password").value });
    $("secret").textContent = made.secret.replace(/(.{4})(?=.)/g, "$1 ");
    $("uri").textContent = made.uri;
    $("qr").src = made.qr;
    $("begin").hidden = true;
    $("confirm").hidden = false;
    $("code").focus({ preventScroll: true }); // the QR code stays in sight
  } catch (error) {
    say("codes-error", reason(error));
  }
});

$("confirm").addEventListener("submit", async (event) => {
  event.preventDefault();
  say("codes-error");
  try {
    await api("POST", "/agents/me/totp/confirm", { code: $("code").value });
    $("secret").textContent = $("uri").textContent = "";
    $("qr").removeAttribute("src");
    showCodes({ enabled: true });
  } catch (error) {
    say("codes-error", error.status === 422 ? words.code_wrong : reason(error));
  }
});

const me = await enter();
$("logout").addEventListener("click", logOut);
$("name").textContent = me.name;
$("username").textContent = me.username;
$("back").href = home(me);
stay();
if (me.role !== "agent") showCodes(await api("GET", "/agents/me/totp"));
