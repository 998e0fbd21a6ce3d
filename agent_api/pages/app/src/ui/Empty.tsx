import type { ComponentChildren } from "preact";

/** What stands where nothing is to be shown, and says why. */
export const Empty = ({ children }: { children: ComponentChildren }) => <p class="empty">{children}</p>;
