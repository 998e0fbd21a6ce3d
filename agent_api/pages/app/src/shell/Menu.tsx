import type { Me } from "../api/types";
import { centre } from "../lib/config";
import { PAGES, type PageEntry, pageAt } from "../pages/index";
import { Icon } from "../ui/Icon";
import { place } from "./router";
import { logOut } from "./session";
import { shellWords } from "./texts";

function Entry({ page, isHere }: { page: PageEntry; isHere: boolean }) {
  return (
    <li>
      <a class="menu-entry" href={page.path} aria-current={isHere ? "page" : undefined}>
        <Icon name={page.icon} />
        <span>{page.title()}</span>
      </a>
    </li>
  );
}

/** The rooms that somebody may open. */
export function Menu({ me }: { me: Me }) {
  const here = pageAt(place.value.path);
  const mine = PAGES.filter((page) => page.may(me));
  const entries = (own: boolean) =>
    mine
      .filter((page) => Boolean(page.isOwn) === own)
      .map((page) => <Entry key={page.path} page={page} isHere={page === here} />);
  return (
    <nav class="menu no-print" aria-label={shellWords().menu}>
      <span class="mark">{centre}</span>
      <ul class="menu-rooms">{entries(false)}</ul>
      <ul class="menu-own">
        {entries(true)}
        <li>
          <button id="logout" type="button" class="menu-entry" onClick={() => void logOut()}>
            <Icon name="leave" />
            <span>{shellWords().logOut}</span>
          </button>
        </li>
      </ul>
    </nav>
  );
}
