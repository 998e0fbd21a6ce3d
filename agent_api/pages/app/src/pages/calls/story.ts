/** The story of a call as steps in order. */
import type { Call } from "../../api/types";
import { duration } from "../../lib/clock";
import { filled } from "../../lib/language";
import type { Step } from "../../ui/Facts";
import type { words as callWords } from "./texts";

type Words = ReturnType<typeof callWords>;

const step = (at: string | null, text: string, more?: string): Step[] => (at ? [{ at, text, more }] : []);

function legSteps(call: Call, words: Words): Step[] {
  return call.legs.flatMap((leg) => {
    const agent = leg.agent ?? leg.extension;
    return [
      ...step(leg.started_at, filled(words.rang, { agent })),
      ...step(leg.answered_at, filled(words.answered, { agent }), duration(leg.wait_s)),
      ...(leg.answered_at ? step(leg.ended_at, filled(words.left, { agent })) : []),
    ];
  });
}

function transferSteps(call: Call, words: Words): Step[] {
  return call.transfers.flatMap((sent) => {
    const target = sent.name || sent.target;
    const state = words.transfer_state[sent.state as keyof Words["transfer_state"]] ?? sent.state;
    return [
      ...step(sent.created_at, filled(words.sent, { agent: sent.agent, target })),
      ...step(sent.answered_at, filled(words.target_answered, { target: sent.answered_by || target })),
      ...step(sent.ended_at, filled(words.transfer_over, { target, state })),
    ];
  });
}

export function storyOf(call: Call, words: Words): Step[] {
  const began = call.direction === "inbound" ? words.arrived : words.placed;
  const forced = call.forced_end;
  const steps = [
    ...step(call.started_at, began),
    ...step(
      call.queued_at,
      words.in_queue,
      [call.queue, call.overflowed_to && filled(words.overflowed, { queue: call.overflowed_to })]
        .filter(Boolean)
        .join(" · "),
    ),
    ...legSteps(call, words),
    ...transferSteps(call, words),
    ...(forced ? step(forced.at, filled(words.forced, { agent: forced.by, reason: forced.reason })) : []),
    ...step(call.ended_at, words.over),
  ];
  return steps.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
}
