import type { Me } from "../../../api/types";
import { clock } from "../../../lib/clock";
import { filled } from "../../../lib/language";
import { whoForced } from "../../../shell/forced";
import { words as adviceWords } from "../texts/advice";

type Words = ReturnType<typeof adviceWords>;

/** How they came to take no calls while they were away. */
function left(me: Me, words: Words): string | null {
  const said = (words.left as Record<string, string>)[me.wish_reason];
  if (me.wish === "ready" || !said) return null;
  return `${filled(said, { at: clock(me.since) })} ${words.come_back}`;
}

/** What a supervisor made of their state, until they set it themselves. */
function forced(me: Me, words: Words): string | null {
  const said = whoForced(me);
  return said && (me.wish === "ready" ? said : `${said}${words.stop} ${words.come_back}`);
}

/** What is wrong with their telephone, and what to do. */
function telephone(me: Me, words: Words): string | null {
  if (!me.phone) return null;
  const { trouble, address, at } = me.phone;
  const values = { address, at: clock(at) };
  return `☎ ${filled(words.phone[trouble], values)} ${filled(words.do[trouble], values)}`;
}

/** What an agent is told about themselves above the desk: why no calls come, and what to do about it. */
export function Advice({ me }: { me: Me }) {
  const words = adviceWords();
  const held = me.holds.map((hold) => (words.held as Record<string, string>)[hold]);
  const said = [left(me, words), forced(me, words), telephone(me, words), ...held].filter(Boolean);
  return (
    <div id="advice" class="advice" role="status" hidden={said.length === 0}>
      {said.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}
