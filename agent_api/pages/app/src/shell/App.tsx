import { useEffect } from "preact/hooks";
import { listen } from "../api/socket";
import type { Me } from "../api/types";
import { homeOf, type PageEntry, pageAt } from "../pages/index";
import { FirstPassword } from "../pages/login/FirstPassword";
import LoginPage from "../pages/login/LoginPage";
import { Toasts } from "../ui/Toast";
import { Bar } from "./Bar";
import { ErrorBoundary } from "./ErrorBoundary";
import { sayWhoForced } from "./forced";
import { LogInAgain } from "./LogInAgain";
import { Menu } from "./Menu";
import { PageView } from "./PageView";
import { Palette } from "./Palette";
import { followLinks, navigate, place } from "./router";
import { ShortcutHelp } from "./ShortcutHelp";
import { banner, isPaletteOpen, pageTitle } from "./screen";
import { isExpired, me, takesCalls } from "./session";
import { isHelpOpen } from "./shortcuts";
import { shellWords } from "./texts";

followLinks((path) => path === "/login" || Boolean(pageAt(path)));

window.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && me.value && !isExpired.value) {
    event.preventDefault();
    isPaletteOpen.value = !isPaletteOpen.value;
  }
});

/** The page for a place, or where to go instead: to the log-in, or home from a page that is not for this person. */
function pageFor(path: string, agent: Me): PageEntry | string {
  const page = pageAt(path);
  if (!page || !(page.may(agent) || page.isPublic)) return homeOf(agent);
  return page;
}

function Leave({ to }: { to: string }) {
  useEffect(() => navigate(to, { replace: true }), [to]);
  return null;
}

/** A page that needs no log-in, for somebody who has none. */
function Outside({ page }: { page: PageEntry }) {
  pageTitle.value = page.title();
  return (
    <main>
      <PageView page={page} />
    </main>
  );
}

function Inside({ page, agent }: { page: PageEntry; agent: Me }) {
  pageTitle.value = page.title();
  // Whoever reads any page has not left their desk: the socket stays open as long as somebody is logged in.
  useEffect(() => listen("me", { heard: sayWhoForced }), []);
  // Who takes calls has a desk from the first page on: a call that rings is shown and heard anywhere.
  const hasDesk = takesCalls(agent);
  useEffect(() => {
    if (hasDesk) void import("../pages/agent/model/desk");
  }, [hasDesk]);
  return (
    <div class={page.isBare ? "shell bare" : "shell"}>
      <a class="skip" href="#content-of-page">
        {shellWords().skip}
      </a>
      {!page.isBare && <Menu me={agent} />}
      <div class="shell-page">
        {!page.isBare && <Bar page={page} me={agent} />}
        <p id="banner" class="banner" role="alert" hidden={!banner.value}>
          {banner.value ?? ""}
        </p>
        <main id="content-of-page" tabIndex={-1}>
          <ErrorBoundary of={page.path}>
            <PageView page={page} />
          </ErrorBoundary>
        </main>
      </div>
      {isPaletteOpen.value && <Palette me={agent} />}
      {isHelpOpen.value && <ShortcutHelp />}
      {isExpired.value && <LogInAgain me={agent} />}
    </div>
  );
}

function LoggedOut({ path }: { path: string }) {
  if (path === "/login") return <LoginPage />;
  const page = pageAt(path);
  if (page?.isPublic) return <Outside page={page} />;
  const next = path === "/" ? "" : `?next=${encodeURIComponent(path + location.search)}`;
  return <Leave to={`/login${next}`} />;
}

function Routed() {
  const { path, query } = place.value;
  const agent = me.value;
  if (agent === undefined) return null;
  if (agent === null) return <LoggedOut path={path} />;
  if (agent.must_change_password) return <FirstPassword />;
  if (path === "/login") {
    const next = query["next"];
    const known = next ? pageAt(next.split("?")[0] ?? "") : undefined;
    return <Leave to={next && known?.may(agent) ? next : homeOf(agent)} />;
  }
  const found = pageFor(path, agent);
  return typeof found === "string" ? <Leave to={found} /> : <Inside page={found} agent={agent} />;
}

export function App() {
  return (
    <>
      <Routed />
      <Toasts />
    </>
  );
}
