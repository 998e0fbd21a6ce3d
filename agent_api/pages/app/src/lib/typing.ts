/** Whether somebody is writing: what wants the keyboard waits for them. */

let typed_at = 0;
document.addEventListener("input", () => {
  typed_at = Date.now();
});

const TEXT =
  "textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file])";

/** The field that has the keyboard, if one has. */
export function fieldInUse(): HTMLElement | null {
  const element = document.activeElement;
  return element instanceof HTMLElement && element.matches(TEXT) ? element : null;
}

/** How long until nobody has typed for `quiet_ms`. */
export const untilQuiet_ms = (quiet_ms: number): number => Math.max(0, typed_at + quiet_ms - Date.now());
