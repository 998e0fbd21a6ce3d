/** The reader's language. The server remembers it in a cookie, and writes the shell in it. */
import { effect, signal } from "@preact/signals";

export type Language = "zh" | "en";
export const LANGUAGES: Record<Language, string> = { zh: "zh-CN", en: "en" };

const isEnglish = document.documentElement.lang.startsWith("en");
export const language = signal<Language>(isEnglish ? "en" : "zh");

effect(() => {
  document.documentElement.lang = LANGUAGES[language.value];
});

export function switchLanguage(): void {
  language.value = language.value === "zh" ? "en" : "zh";
  void fetch(`/login?lang=${language.value}`).catch(() => null); // sets the cookie
}

/** The texts of a page: both languages say everything, which the types check. Called while drawing, it gives those of the
 *  reader's language. */
export function texts<Words>(both: { zh: Words; en: NoInfer<Words> }): () => Words {
  return () => both[language.value];
}

/** "{n} of {all}" with its values. */
export const filled = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
