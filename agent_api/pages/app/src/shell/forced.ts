/** A supervisor has set one's state. The desk says so as long as it holds, whenever it is opened; on other pages it is said
 *  when it happens. */
import type { Frame, Me } from "../api/types";
import { filled } from "../lib/language";
import { toast } from "../ui/Toast";
import { wishWords } from "../words/states";
import { place } from "./router";
import { me } from "./session";
import { shellWords } from "./texts";

const DESK = "/agent";

type Forced = Pick<Me, "wish" | "wish_reason" | "wish_by" | "wish_by_name">;

/** Who set the state, and why; null for one's own. */
export function whoForced(one: Forced): string | null {
  if (!one.wish_by) return null;
  const words = shellWords();
  return filled(one.wish_reason ? words.forcedFor : words.forced, {
    by: one.wish_by_name ?? one.wish_by,
    state: (wishWords() as Record<string, string>)[one.wish] ?? one.wish,
    reason: one.wish_reason,
  });
}

export function sayWhoForced(frame: Frame): void {
  if (frame.type !== "agent.forced") return;
  const forced: Forced = {
    wish: frame.state,
    wish_reason: frame.reason,
    wish_by: frame.by,
    wish_by_name: frame.by_name,
  };
  if (me.value) me.value = { ...me.value, ...forced };
  if (place.value.path !== DESK) toast(whoForced(forced) ?? "", { bad: true });
}
