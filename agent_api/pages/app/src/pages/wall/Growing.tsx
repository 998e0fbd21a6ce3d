import { beat, duration, secondsSince } from "../../lib/clock";

/** A duration that grows by itself. */
export function Growing({ since, otherwise = "" }: { since: string | null | undefined; otherwise?: string }) {
  if (!since) return <>{otherwise}</>;
  void beat.value;
  return <span class="clock">{duration(secondsSince(since))}</span>;
}

/** The longest wait at this moment, of the centre or of a queue. */
export function longest(of: { waiting_since?: string | null; longest_wait_s: number | null }): number | null {
  if (!of.waiting_since) return of.longest_wait_s;
  void beat.value;
  return secondsSince(of.waiting_since);
}
