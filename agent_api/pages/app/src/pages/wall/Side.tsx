import { api } from "../../api/client";
import { clock } from "../../lib/clock";
import { filled } from "../../lib/language";
import { Button } from "../../ui/Button";
import { toastProblem } from "../../ui/Toast";
import { alarmWords } from "./alarms";
import { Growing } from "./Growing";
import { words } from "./texts";
import type { Wall } from "./wall";

const LISTED = 6;
const ALARMS = 4;

export function Waiting({ wall }: { wall: Wall }) {
  const said = words();
  if (!wall.waiting_calls.length) return null;
  const titleOf = (name: string | null): string =>
    wall.queues.find((one) => one.name === name)?.title ?? name ?? "";
  return (
    <section class="panel waiting" aria-label={said.waiting}>
      <ol>
        {wall.waiting_calls.slice(0, LISTED).map((call) => (
          <li key={call.call}>
            <b>{call.caller || said.hidden_number}</b>
            {call.origin && <span class="origin">{filled(said.from_desk, { desk: call.origin })}</span>}
            <span class="quiet">{titleOf(call.queue)}</span>
            <Growing since={call.since} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Callbacks that a burst of calls has made: whether the citizens are real is for a person to say. */
function Slowed({ count }: { count: number }) {
  const said = words();
  const decide = async (action: "release" | "cancel", question: string): Promise<void> => {
    if (!confirm(filled(question, { n: count }))) return;
    await api.post("/callbacks/slowed", { body: { action } }).catch(toastProblem);
  };
  return (
    <div id="slowed" class="slowed">
      <span id="slowed-says" class="alarm">
        ⚠ {filled(said.slowed, { n: count })}
      </span>
      <Button id="release-slowed" onClick={() => void decide("release", said.release_question)}>
        {said.release_slowed}
      </Button>
      <Button id="cancel-slowed" onClick={() => void decide("cancel", said.cancel_question)}>
        {said.cancel_slowed}
      </Button>
    </div>
  );
}

export function Alarms({ wall }: { wall: Wall }) {
  const { slowed } = wall.callbacks;
  if (!wall.alarms.length && !slowed) return null;
  return (
    <section id="alarms" class="panel alarms" aria-label={words().alarms}>
      {slowed ? <Slowed count={slowed} /> : null}
      {wall.alarms.slice(0, ALARMS).map((alarm) => (
        <p class="alarm" key={`${alarm.kind} ${alarm.subject}`}>
          ⚠ {alarmWords()[alarm.kind] ?? alarm.kind}: {alarm.subject}
          <span class="quiet">
            {" "}
            ×{alarm.count} · {clock(alarm.last_at)}
          </span>
        </p>
      ))}
      {wall.alarms.length > ALARMS && (
        <p class="quiet">{filled(words().more_alarms, { n: wall.alarms.length - ALARMS })}</p>
      )}
    </section>
  );
}
