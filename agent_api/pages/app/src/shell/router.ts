/** Where one is: the path and the filters in the address. Links within the pages change it without loading anew. */
import { signal } from "@preact/signals";

export interface Place {
  path: string;
  query: Record<string, string>;
}

const here = (): Place => ({
  path: location.pathname.replace(/(.)\/+$/, "$1"),
  query: Object.fromEntries(new URLSearchParams(location.search)),
});

export const place = signal<Place>(here());
window.addEventListener("popstate", () => {
  place.value = here();
});

export function navigate(to: string, { replace = false } = {}): void {
  if (to === location.pathname + location.search) return;
  history[replace ? "replaceState" : "pushState"](null, "", to);
  place.value = here();
}

/** Change some of the filters in the address; an empty one goes. */
export function setQuery(change: Record<string, string | undefined>): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(change))
    if (value) query.set(name, value);
    else query.delete(name);
  navigate(`${location.pathname}${query.size ? `?${query}` : ""}`, { replace: true });
}

/** Links to our own pages do not load the document anew; `isOurs` knows which those are. */
export function followLinks(isOurs: (path: string) => boolean): void {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey)
      return;
    const link = (event.target as Element | null)?.closest?.("a");
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (!isOurs(link.pathname)) return;
    event.preventDefault();
    navigate(link.pathname + link.search);
  });
}
