import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

const isReachable = (element: Element | null): boolean =>
  element !== null && element !== document.body && element.checkVisibility() && !element.matches(":disabled");

/** When what had the keyboard goes or cannot be pressed any more, the title of its card has it: the keyboard is not lost,
 *  and a key held too long does nothing. */
export function useKeptFocus(box: RefObject<HTMLElement | null>, title: RefObject<HTMLElement | null>): void {
  const focused = document.activeElement;
  const had = focused !== document.body && Boolean(box.current?.contains(focused));
  useLayoutEffect(() => {
    if (had && !isReachable(document.activeElement)) title.current?.focus();
  });
}
