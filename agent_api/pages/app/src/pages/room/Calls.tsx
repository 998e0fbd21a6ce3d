import type { RoomAgent, RoomCall } from "../../api/types";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { callWords } from "../../words/calls";
import { type QueueName, waits } from "./RoomPage";
import { Since } from "./Since";
import { words as roomWords } from "./texts";

interface CallsProps {
  calls: RoomCall[];
  agents: RoomAgent[];
  queues: QueueName[];
  onEnd: (call: RoomCall) => void;
}

/** Calls that stand beside no agent: those who wait, and those whose agent has left to a transfer. */
export function Calls({ calls, agents, queues, onEnd }: CallsProps) {
  const words = roomWords();
  const shown = new Set(agents.map((agent) => agent.call));
  const groups: [string, string, RoomCall[]][] = [
    [words.waiting, words.nobodyWaits, calls.filter(waits)],
    [words.inCall, words.nobodyTalks, calls.filter((call) => !waits(call) && !shown.has(call.id))],
  ];
  return (
    <section class="card calls" aria-label={words.calls}>
      {groups.map(([title, none, some]) => (
        <div key={title}>
          <h2>{title}</h2>
          {some.length === 0 && <Empty>{none}</Empty>}
          <ul>
            {some.map((call) => (
              <li key={call.id} data-call={call.id}>
                <span class="clock">{call.number || words.unknown}</span>
                <Since moment={call.since} />
                <span class="quiet">
                  {queues.find((one) => one.name === call.queue)?.title ?? call.queue}{" "}
                  {call.direction !== "inbound" && (callWords() as Record<string, string>)[call.direction]}
                </span>
                {call.origin && <Badge level="strong">{call.origin}</Badge>}
                {call.transfer && <Badge level="info">{call.transfer.name || call.transfer.target}</Badge>}
                <Button kind="danger" onClick={() => onEnd(call)}>
                  {words.endCall}
                </Button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
