/** The ticket form has the keyboard when the phone rings, but never in the middle of a word that is being typed. */
import { fieldInUse, untilQuiet_ms } from "../../../lib/typing";

const TYPING_MS = 1500;

function tryFocus(): void {
  if (fieldInUse() || document.querySelector("dialog[open]")) return;
  const subject = document.querySelector<HTMLInputElement>("#subject");
  const field = subject && !subject.value ? subject : document.querySelector<HTMLElement>("#content");
  field?.focus();
}

export function focusForm(): void {
  const rest_ms = untilQuiet_ms(TYPING_MS);
  if (rest_ms) setTimeout(tryFocus, rest_ms);
  else requestAnimationFrame(() => requestAnimationFrame(tryFocus)); // when the form is drawn
}
