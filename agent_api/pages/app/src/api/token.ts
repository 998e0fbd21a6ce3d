/** The log-in of this browser: in localStorage, so that all tabs share it. Cookies hold no token. */
const TOKEN = "hotline-token";

export const token = {
  get: (): string => localStorage.getItem(TOKEN) ?? "",
  set: (value: string): void => localStorage.setItem(TOKEN, value),
  drop: (): void => localStorage.removeItem(TOKEN),
};
