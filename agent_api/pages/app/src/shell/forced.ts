/** A supervisor has set one's state: it is said on whatever page one reads, until it is closed. */
import type { Frame } from "../api/types";
import { filled } from "../lib/language";
import { toast } from "../ui/Toast";
import { wishWords } from "../words/states";
import { shellWords } from "./texts";

export function sayWhoForced(frame: Frame): void {
  if (frame.type !== "agent.forced") return;
  const words = shellWords();
  const state = (wishWords() as Record<string, string>)[frame.state] ?? frame.state;
  const said = filled(frame.reason ? words.forcedFor : words.forced, {
    by: frame.by_name,
    state,
    reason: frame.reason,
  });
  toast(said, { bad: true });
}
