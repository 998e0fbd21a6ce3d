import { messageOf, Refused, statusOf } from "../../api/client";
import { uiWords } from "../../ui/texts";
import { ruleWords, words } from "./texts";

/** Why something was refused, in the reader's language. */
export function reasonOf(error: unknown): string {
  const rule = error instanceof Refused ? error.errors[0]?.rule : undefined;
  const rules: Record<string, string> = ruleWords();
  if (rule && rules[rule]) return rules[rule];
  return statusOf(error) === 429 ? words().too_often : `${uiWords().failed}: ${messageOf(error)}`;
}
