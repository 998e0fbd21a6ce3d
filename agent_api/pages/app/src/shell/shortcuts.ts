/** Keys for what somebody does all day, with Alt, by their place on the keyboard, so that input methods do not matter. A
 *  shortcut presses a button of the page or goes to a field of it: what the button may not do, the key may not either. */
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

export interface Shortcut {
  /** a digit or a letter */
  key: string;
  text: () => string;
  /** what it presses or goes to: the first of these that is there and can be used */
  press: readonly string[];
  /** in the row of a table that has the keyboard */
  isOfRow?: boolean;
}

/** Those of the page on the screen. */
export const shortcuts = signal<readonly Shortcut[]>([]);
export const isHelpOpen = signal(false);

const KEY = /^(?:Digit|Key)([0-9A-Z])$/;
const GOES_TO = "input, textarea, select, tr";

const isUsable = (element: HTMLElement): boolean =>
  element.checkVisibility() && !element.matches(":disabled");

function use(element: HTMLElement): void {
  if (!element.matches(GOES_TO)) {
    element.click();
    return;
  }
  element.focus();
  if (element instanceof HTMLInputElement) element.select();
}

function run({ press, isOfRow = false }: Shortcut): void {
  const within = isOfRow ? document.activeElement?.closest("tr") : document;
  const found = press.flatMap((selector) => [...(within?.querySelectorAll<HTMLElement>(selector) ?? [])]);
  const first = found.find(isUsable);
  if (first) use(first);
}

function pressed(event: KeyboardEvent): void {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
  if (document.querySelector("dialog:modal")) return;
  const key = KEY.exec(event.code)?.[1];
  const known = shortcuts.value.find((one) => one.key === key);
  if (event.code !== "Slash" && !known) return;
  event.preventDefault();
  if (known) run(known);
  else isHelpOpen.value = true;
}

window.addEventListener("keydown", pressed);

export function useShortcuts(some: readonly Shortcut[]): void {
  useEffect(() => {
    shortcuts.value = some;
    return () => {
      shortcuts.value = [];
    };
  }, []);
}
