/** Times as the centre has them. The server's clock counts: a screen whose own clock is wrong shows the same durations. */
import { signal } from "@preact/signals";
import { timezone } from "./config";

export const UNKNOWN = "—";
const BEAT_MS = 500;

let skew_ms = 0;
export function setClock(moment: string | null): void {
  if (!moment) return;
  const skew = Date.now() - Date.parse(moment);
  skew_ms = Math.abs(skew) > 1500 ? skew : 0; // less is the network, or the seconds of a header
}

export const now = (): number => Date.now() - skew_ms;

/** Changes twice a second: whoever reads it is drawn again. */
export const beat = signal(0);
setInterval(() => {
  beat.value += 1;
}, BEAT_MS);

export const secondsSince = (moment: string): number => Math.max(0, (now() - Date.parse(moment)) / 1000);
export const secondsUntil = (moment: string): number => Math.max(0, (Date.parse(moment) - now()) / 1000);

/** 0:07, 12:05, 1:02:03; what is not known is a dash. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return UNKNOWN;
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (value: number): string => String(value).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** The clock time that stands in the text itself: the centre's, whatever zone this screen is in. */
export const clock = (moment: string | null | undefined): string => moment?.slice(11, 19) || UNKNOWN;
export const dayAndTime = (moment: string | null | undefined): string =>
  moment ? `${moment.slice(5, 10)} ${moment.slice(11, 16)}` : UNKNOWN;
export const fullTime = (moment: string | null | undefined): string =>
  moment ? moment.slice(0, 19).replace("T", " ") : UNKNOWN;

// Sweden writes dates as ISO 8601 does.
const written = new Intl.DateTimeFormat("sv-SE", {
  timeZone: timezone,
  dateStyle: "short",
  timeStyle: "medium",
});

/** The centre's date and time, some minutes from now: by the offset of a moment that the server wrote, else by its zone. */
function centreTime(moment: string | null | undefined, ahead_min: number): string {
  const then = now() + ahead_min * 60_000;
  const offset = /([+-])(\d\d):(\d\d)$/.exec(moment ?? "");
  if (!offset) return written.format(then).replace(" ", "T");
  const minutes = Number(`${offset[1]}1`) * (Number(offset[2]) * 60 + Number(offset[3]));
  return new Date(then + minutes * 60_000).toISOString();
}

/** What a clock on the centre's wall shows. */
export const centreClock = (moment?: string | null): string => centreTime(moment, 0).slice(11, 19);
/** The same with its date, as a field for a time takes it. */
export const centreMinute = (moment: string | null | undefined, ahead_min: number): string =>
  centreTime(moment, ahead_min).slice(0, 16);
export const centreDay = (moment?: string | null, ahead_days = 0): string =>
  centreTime(moment, ahead_days * 24 * 60).slice(0, 10);
