/** What the shell shows around a page, set by whoever has something to say: pages, the session, the palette. */
import { effect, signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { centre } from "../lib/config";

/** Said above every page: the connection, and what went wrong. */
export const banner = signal<string | null>(null);

/** What the page on the screen puts into the bar above it. */
export const barContent = signal<ComponentType | null>(null);

export const isPaletteOpen = signal(false);

export const pageTitle = signal("");
/** The window's title while something rings: instead of the page's, and without the centre. */
export const urgentTitle = signal<string | null>(null);

effect(() => {
  document.title = urgentTitle.value ?? (pageTitle.value ? `${pageTitle.value} · ${centre}` : centre);
});
