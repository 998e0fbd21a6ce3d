import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { PageEntry } from "../pages/index";

const RELOADED = "hotline-reloaded";

/** After an update of the server the chunks of the old pages are gone: a reload fetches the new ones, once. */
function reloadOnce(error: unknown): void {
  if (sessionStorage.getItem(RELOADED)) throw error;
  sessionStorage.setItem(RELOADED, "yes");
  location.reload();
}

/** A page, whose code is loaded when it is first opened. */
export function PageView({ page }: { page: PageEntry }) {
  const [loaded, setLoaded] = useState<{ path: string; Page: ComponentType } | null>(null);
  useEffect(() => {
    let gone = false;
    page
      .load()
      .then((module) => {
        sessionStorage.removeItem(RELOADED);
        if (!gone) setLoaded({ path: page.path, Page: module.default });
      })
      .catch(reloadOnce);
    return () => {
      gone = true;
    };
  }, [page]);
  return loaded?.path === page.path ? <loaded.Page /> : null;
}
