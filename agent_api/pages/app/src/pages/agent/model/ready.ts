import { signal } from "@preact/signals";

/** Whether all that is on the desk has been read once. */
export const isReady = signal(false);
