import { beat, duration, secondsSince, secondsUntil } from "../../../lib/clock";

const SHORT_S = 10;

/** A timer: what reads the page aloud does not read each second. */
export function Growing({ since }: { since: string }) {
  void beat.value;
  return (
    <span class="clock" role="timer">
      {duration(secondsSince(since))}
    </span>
  );
}

export function Shrinking({ until }: { until: string }) {
  void beat.value;
  const left_s = secondsUntil(until);
  return (
    <span class={left_s < SHORT_S ? "clock short" : "clock"} role="timer">
      {duration(left_s)}
    </span>
  );
}
