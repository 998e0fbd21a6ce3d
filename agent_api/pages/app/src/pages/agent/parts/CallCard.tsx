import type { Schemas } from "../../../api/types";
import { dayAndTime, duration } from "../../../lib/clock";
import { centre } from "../../../lib/config";
import { filled } from "../../../lib/language";
import { Badge } from "../../../ui/Badge";
import { callWords } from "../../../words/calls";
import { modeWords } from "../../../words/transfers";
import {
  alive,
  call,
  caller,
  citizenOf,
  consulted,
  earlierCalls,
  lives,
  myLeg,
  myLegs,
  placed,
  ringing,
} from "../model/call";
import { coming } from "../model/inside";
import { words as agentWords } from "../texts/desk";
import { Growing } from "./Clock";

type Whence = Pick<Schemas["CallView"], "called" | "called_name" | "origin"> & {
  queue?: string | null;
  overflowed_to?: string | null;
};

/** Which number was rung and where the call comes from, of a call or a ticket: what the agent must know to greet. */
export function Whence({ one }: { one: Whence }) {
  const words = agentWords();
  if (!one.origin && !one.called_name && !one.overflowed_to) return null;
  return (
    <p class="row">
      {one.origin && <Badge level="strong">{filled(words.from_desk, { desk: one.origin })}</Badge>}
      {one.called_name && <Badge level="info">{`${centre} ← ${one.called} ${one.called_name}`}</Badge>}
      {one.overflowed_to && <Badge>{`${words.overflowed} ${one.queue} → ${one.overflowed_to}`}</Badge>}
    </p>
  );
}

/** Which colleague sends the citizen, how, and what they wrote about it. */
function Coming() {
  const one = coming.value;
  if (!one) return null;
  return (
    <p class="row coming">
      <Badge level="info">{filled(agentWords().coming_from, { who: one.agent_name || one.agent })}</Badge>
      <Badge>{modeWords()[one.mode as Schemas["TransferMode"]]}</Badge>
      {one.note && <span>{one.note}</span>}
    </p>
  );
}

const dialling = (): "agent" | "number" | "ringing" =>
  (myLeg.value?.dialling as "number" | "ringing" | null) ?? "agent";

function stateText(): string {
  const words = agentWords();
  const one = call.value;
  if (!one) return words.waiting_for_call;
  if (!alive()) {
    if (lives()) return words.left;
    return one.outcome === "failed" ? `${words.ended} · ${callWords().failed}` : words.ended;
  }
  if (consulted()) return words.consulted;
  if (ringing()) return placed() ? words.dialling[dialling()] : words.ringing;
  return words[one.state as "talking" | "held" | "queued"];
}

/** What else there is to know of the call beside its number. */
function About() {
  const words = agentWords();
  const one = call.value;
  if (!one) return null;
  if (!placed())
    return (
      <p class="quiet">
        {`${words.queue} ${one.queue ?? ""} · ${one.called} · ${words.waited} ${duration(one.wait_s)}`}
      </p>
    );
  const direction = callWords()[one.direction as Schemas["Direction"]];
  const rings = ringing() && dialling() === "agent";
  return <p class="quiet">{`${direction} · ${rings ? words.then_citizen : words.rung_by_us}`}</p>;
}

function Length() {
  const one = call.value;
  if (!one) return null;
  if (alive()) return <Growing since={one.answered_at ?? one.started_at} />;
  return <>{duration(lives() ? myLegs().at(-1)?.talk_s : one.talk_s)}</>;
}

/** The call on the phone: who, from where, how long; and what is owed to them. */
export function CallCard() {
  const words = agentWords();
  const one = call.value;
  const look = !one || !alive() ? "idle" : ringing() ? "ringing" : one.state;
  const duty = one && !placed() ? caller.value?.open_callback : null;
  const isFirst = one && caller.value && !placed() && earlierCalls().length === 0;
  return (
    <section id="call" class={`card call ${look}`} aria-live="polite" aria-label={words.the_call}>
      <h2>
        {stateText()} <Length />
      </h2>
      {!one && <p class="quiet">{words.no_call}</p>}
      {one && (
        <>
          <Coming />
          <Whence one={one} />
          <p class="number">{citizenOf(one)}</p>
          <About />
          {duty && (
            <p class="duty">
              {`↩ ${words.open_callback} ${dayAndTime(duty.missed_at)} · ${duty.calls.length} ${words.missed_calls}`}
            </p>
          )}
          {isFirst && <p class="first">{words.first_call}</p>}
        </>
      )}
    </section>
  );
}
