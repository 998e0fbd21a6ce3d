import { beat, duration, secondsSince, UNKNOWN } from "../../lib/clock";

/** How long ago a moment was; it grows. */
export function Since({ moment }: { moment: string | null | undefined }) {
  void beat.value;
  return <span class="clock">{moment ? duration(secondsSince(moment)) : UNKNOWN}</span>;
}
