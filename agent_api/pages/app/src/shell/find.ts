/** What the palette finds. Where a found thing leads depends on the pages that somebody may open: an agent's desk shows
 *  any ticket or number, a supervisor's lists do. */
import { api } from "../api/client";
import type { Me } from "../api/types";
import { PAGES, pageAt } from "../pages/index";
import type { IconName } from "../ui/Icon";
import { supervises } from "./session";
import { shellWords } from "./texts";

export interface Found {
  to: string;
  text: string;
  kind: string;
  icon: IconName;
}

const SHOWN = 6;
const NUMBER = /^\+?[\d\s-]{3,20}$/;
const TICKET = /^\d{8}-\d{1,9}$/;

const mayOpen = (me: Me, path: string): boolean => pageAt(path)?.may(me) ?? false;

/** Where a ticket or a number is shown: at one's desk, or in a list. */
const ticketPlace = (me: Me, number: string): string | null =>
  mayOpen(me, "/agent") ? `/agent?ticket=${number}` : mayOpen(me, "/tickets") ? `/tickets/${number}` : null;

function numberPlace(me: Me, number: string): string | null {
  const said = encodeURIComponent(number);
  if (mayOpen(me, "/agent")) return `/agent?number=${said}`;
  return mayOpen(me, "/calls") ? `/calls?caller=${said}` : null;
}

export function pagesFor(me: Me, typed: string): Found[] {
  const wanted = typed.trim().toLowerCase();
  return PAGES.filter((page) => page.may(me))
    .filter((page) => page.title().toLowerCase().includes(wanted) || page.path.includes(wanted))
    .map((page) => ({ to: page.path, text: page.title(), kind: shellWords().pages, icon: page.icon }));
}

function number(me: Me, typed: string): Found[] {
  const to = NUMBER.test(typed) && !TICKET.test(typed) ? numberPlace(me, typed.replace(/[\s-]/g, "")) : null;
  return to ? [{ to, text: typed, kind: shellWords().number, icon: "calls" }] : [];
}

async function tickets(me: Me, typed: string, signal: AbortSignal): Promise<Found[]> {
  if (me.role === "auditor" || ticketPlace(me, "") === null) return [];
  const { items } = await api.get("/tickets", { query: { q: typed, limit: SHOWN }, signal });
  return items.map((one) => ({
    to: ticketPlace(me, one.number) ?? "",
    text: [one.number, one.subject].filter(Boolean).join(" · "),
    kind: shellWords().ticket,
    icon: "tickets",
  }));
}

async function agents(me: Me, typed: string, signal: AbortSignal): Promise<Found[]> {
  if (!supervises(me) || !mayOpen(me, "/people")) return [];
  const { items } = await api.get("/agents", { query: { limit: 100 }, signal });
  const wanted = typed.toLowerCase();
  return items
    .filter((one) =>
      [one.username, one.name, one.extension ?? ""].some((part) => part.toLowerCase().includes(wanted)),
    )
    .slice(0, SHOWN)
    .map((one) => ({
      to: `/people?q=${encodeURIComponent(one.username)}`,
      text: [one.name, one.username, one.extension].filter(Boolean).join(" · "),
      kind: shellWords().agent,
      icon: "people",
    }));
}

/** Pages at once; numbers, tickets and agents as the API knows them. What is refused is not found. */
export async function findAll(me: Me, said: string, signal: AbortSignal): Promise<Found[]> {
  const typed = said.trim();
  if (typed.length < 2) return pagesFor(me, typed);
  const nothing = (): Found[] => [];
  const [some, people] = await Promise.all([
    tickets(me, typed, signal).catch(nothing),
    agents(me, typed, signal).catch(nothing),
  ]);
  return [...number(me, typed), ...some, ...people, ...pagesFor(me, typed)];
}
