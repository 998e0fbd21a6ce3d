/** The wall as the server sends it, and what is judged of it: pure, so that it can be tested. */
import type { Schemas } from "../../api/types";
import { serviceLevel_s } from "../../lib/config";

export type State = Schemas["AgentState"];
export type Level = "" | "good" | "warn" | "bad";

/** In the order in which they are shown. */
export const STATES: readonly State[] = ["ready", "ringing", "talking", "wrapup", "paused", "offline"];

export interface Seat {
  username: string;
  name: string;
  extension: string;
  state: State;
  since: string;
  reason: string;
  call: string | null;
  desk: boolean | null;
  phone: { trouble: Schemas["Trouble"] | null } | null;
  silent: "agent" | "citizen" | null;
}

export interface Figures {
  offered: number | null;
  answered: number | null;
  missed: number | null;
  overflowed: number | null;
  to_person_s: number | null;
  service_level: number | null;
  broad_rate: number | null;
}

export interface Queue {
  name: string;
  title: string;
  waiting: number;
  waiting_since: string | null;
  longest_wait_s: number;
  talking: number;
  agents: Partial<Record<State, number>>;
  today: Figures;
}

export interface Owed {
  owed: number | null;
  oldest_s: number | null;
  slowed: number | null;
  resting: { answer: string | null; until: string } | null;
  today: { callback_rate: number | null; reach_rate: number | null } | null;
}

export interface WaitingCall {
  call: string;
  caller: string;
  queue: string | null;
  origin: string;
  since: string;
}

export interface Alarm {
  kind: string;
  subject: string;
  count: number;
  last_at: string;
}

export interface Thresholds {
  waiting: number;
  wait_s: number;
  service_level: number;
  connection_rate: number;
}

export interface Curve {
  since: string;
  step_s: number;
  today: number[];
  usual: number[];
}

export interface Node {
  name: string;
  up: boolean;
}

/** What the frame `wall` holds: the API's description leaves its parts open. */
export interface Wall {
  at: string;
  as_of: string | null;
  fresh: boolean;
  stalled: boolean;
  nodes: Node[];
  waiting: number | null;
  waiting_since: string | null;
  longest_wait_s: number | null;
  talking: number | null;
  agents: Partial<Record<State, number>>;
  queues: Queue[];
  callbacks: Owed;
  today: Figures;
  connection_rate_24h: number | null;
  curve: Curve | null;
  thresholds: Thresholds | null;
  waiting_calls: WaitingCall[];
  seats: Seat[];
  alarms: Alarm[];
}

/** Of a wait in seconds: beyond the service level, and beyond the threshold of the settings. */
export function waitLevel(wait_s: number | null, thresholds: Thresholds | null): Level {
  if (!wait_s) return "";
  if (thresholds && wait_s >= thresholds.wait_s) return "bad";
  return wait_s > serviceLevel_s ? "warn" : "";
}

export function countLevel(waiting: number | null, thresholds: Thresholds | null): Level {
  if (!waiting) return "";
  return thresholds && waiting >= thresholds.waiting ? "bad" : "warn";
}

export function rateLevel(rate: number | null, threshold: number | undefined): Level {
  if (rate === null || rate === undefined || threshold === undefined) return "";
  return rate < threshold ? "bad" : "good";
}

export const percent = (rate: number | null | undefined): string =>
  rate === null || rate === undefined ? "—" : rate === 1 ? "100%" : `${(rate * 100).toFixed(1)}%`;

/** Above so many, seats are shown as a mosaic with a list of those that are worth a look. */
export const CROWD = 60;
const LISTED = 12;

const concern = (seat: Seat, now_ms: number): number => {
  const for_s = (now_ms - Date.parse(seat.since)) / 1000;
  if (seat.silent) return 1e9 + for_s;
  if (seat.state === "offline") return seat.reason === "phone" ? 1e6 + for_s : -1;
  if (seat.desk === false) return 1e7 + for_s;
  return {
    ready: -1,
    ringing: for_s > 20 ? for_s : -1,
    talking: for_s > 600 ? for_s : -1,
    wrapup: for_s > 60 ? 5 * for_s : -1,
    paused: for_s > 300 ? 2 * for_s : -1,
  }[seat.state];
};

/** Whose telephone is silent or closed, who has no desk, who is in a state for long: the worst first. */
export function worthALook(seats: readonly Seat[], now_ms: number): Seat[] {
  return seats
    .map((seat) => ({ seat, worry: concern(seat, now_ms) }))
    .filter((one) => one.worry > 0)
    .sort((one, other) => other.worry - one.worry)
    .slice(0, LISTED)
    .map((one) => one.seat);
}

/** Those that are not heard first, then by state and extension. */
export function inOrder(seats: readonly Seat[]): Seat[] {
  const key = (seat: Seat): string =>
    `${seat.silent ? 0 : 1} ${STATES.indexOf(seat.state)} ${seat.extension}`;
  return [...seats].sort((one, other) => key(one).localeCompare(key(other)));
}
