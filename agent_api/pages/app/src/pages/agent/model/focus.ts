/** The ticket form has the keyboard when the phone rings, but never in the middle of a word that is being typed. */
const TYPING_MS = 1500;

let typed_at = 0;
document.addEventListener("input", () => {
  typed_at = Date.now();
});

const isFree = (element: Element | null): boolean =>
  element === null || element === document.body || !element.matches("input, textarea, select");

function tryFocus(): void {
  if (!isFree(document.activeElement) || document.querySelector("dialog[open]")) return;
  const subject = document.querySelector<HTMLInputElement>("#subject");
  const field = subject && !subject.value ? subject : document.querySelector<HTMLElement>("#content");
  field?.focus();
}

export function focusForm(): void {
  const rest_ms = Math.max(0, typed_at + TYPING_MS - Date.now());
  if (rest_ms) setTimeout(tryFocus, rest_ms);
  else requestAnimationFrame(() => requestAnimationFrame(tryFocus)); // when the form is drawn
}
