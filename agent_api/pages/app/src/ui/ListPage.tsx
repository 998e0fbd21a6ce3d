import type { ComponentChildren } from "preact";
import { navigate, place } from "../shell/router";

/** The id behind a page's path, for the drawer beside its list: /calls/ID. */
export function openOne(path: string): string | null {
  const rest = place.value.path.slice(path.length + 1);
  return rest ? decodeURIComponent(rest) : null;
}

/** Opens one of a list, or (null) closes it; the filters stay. */
export function goTo(path: string, id: string | number | null): void {
  navigate(`${path}${id === null ? "" : `/${encodeURIComponent(id)}`}${location.search}`);
}

/** The frame of a list: its filters and export above, the table below. */
export function ListPage(props: {
  class: string;
  title: string;
  head: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <div class={`page list-page ${props.class}`}>
      <section class="card" aria-label={props.title}>
        <div class="list-head">{props.head}</div>
        {props.children}
      </section>
    </div>
  );
}
