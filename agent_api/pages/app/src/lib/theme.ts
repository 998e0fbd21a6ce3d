/** Light and dark: the system's, until somebody chooses. */
import { effect, signal } from "@preact/signals";

export type Theme = "light" | "dark";
const CHOSEN = "hotline-theme";
const preferred = window.matchMedia("(prefers-color-scheme: dark)");
const stored = localStorage.getItem(CHOSEN);
const chosen = signal<Theme | null>(stored === "light" || stored === "dark" ? stored : null);
const system = signal<Theme>(preferred.matches ? "dark" : "light");
preferred.addEventListener("change", (event) => {
  system.value = event.matches ? "dark" : "light";
});

export const theme = (): Theme => chosen.value ?? system.value;

export function switchTheme(): void {
  chosen.value = theme() === "dark" ? "light" : "dark";
  localStorage.setItem(CHOSEN, chosen.value);
}

effect(() => {
  document.documentElement.dataset["theme"] = theme();
});
