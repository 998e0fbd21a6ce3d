import { useEffect, useState } from "preact/hooks";
import { api } from "../../api/client";
import { listen } from "../../api/socket";
import type { Room, RoomCall } from "../../api/types";
import { clock, duration } from "../../lib/clock";
import { filled } from "../../lib/language";
import { place } from "../../shell/router";
import { banner } from "../../shell/screen";
import { useShortcuts } from "../../shell/shortcuts";
import { ChoiceFilter, FilterBar, TextFilter } from "../../ui/FilterBar";
import { stateWords } from "../../words/states";
import { Agents } from "./Agents";
import { Calls } from "./Calls";
import { DayQueues } from "./DayQueues";
import { EndCall } from "./EndCall";
import { KEYS } from "./keys";
import { Since } from "./Since";
import { words as roomWords } from "./texts";

export interface QueueName {
  name: string;
  title: string;
}

const STATES = ["ready", "ringing", "talking", "wrapup", "paused", "offline"] as const;

/** The room as it comes over the socket; null before the first picture. */
function useRoom(): Room | null {
  const [room, setRoom] = useState<Room | null>(null);
  useEffect(
    () =>
      listen("room", {
        heard: (frame) => frame.type === "room" && setRoom(frame),
        turned: (open) => !open && setRoom((before) => before && { ...before, fresh: false }),
      }),
    [],
  );
  return room;
}

export const waits = (call: RoomCall): boolean => call.state === "queued" || call.state === "ringing";

function Tiles({ room }: { room: Room }) {
  const words = roomWords();
  const inState = (state: string) => room.agents.filter((agent) => agent.state === state).length;
  const waiting = room.calls.filter(waits);
  const first = waiting.map((call) => call.since).sort()[0];
  return (
    <ul class="tiles card">
      <li class={waiting.length ? "busy" : ""}>
        <b>{waiting.length}</b> {words.waiting}
      </li>
      <li>
        <b>{first ? <Since moment={first} /> : duration(0)}</b> {words.longest}
      </li>
      {STATES.map((state) => (
        <li key={state}>
          <b>{inState(state)}</b> {stateWords()[state]}
        </li>
      ))}
    </ul>
  );
}

function shownAgents(room: Room) {
  const { queue, state, q } = place.value.query;
  return room.agents.filter(
    (agent) =>
      (!queue || agent.queues.includes(queue)) &&
      (!state || agent.state === state) &&
      (!q || `${agent.name} ${agent.username} ${agent.extension}`.toLowerCase().includes(q.toLowerCase())),
  );
}

/** 现场: who does what, who talks to whom, who waits; and what a supervisor can do about it. */
export default function RoomPage() {
  const room = useRoom();
  useShortcuts(KEYS);
  const [queues, setQueues] = useState<QueueName[]>([]);
  const [ending, setEnding] = useState<RoomCall | null>(null);
  const [assigned, setAssigned] = useState<string | null>(null);
  const words = roomWords();
  useEffect(() => {
    api.get("/wall").then(
      (wall) => setQueues(wall.queues),
      () => null,
    );
  }, []);
  const outdated = room && !room.fresh ? filled(words.stale, { at: clock(room.as_of) }) : null;
  useEffect(() => {
    banner.value = outdated;
    return () => {
      banner.value = null;
    };
  }, [outdated]);
  if (!room) return <div class="page room" aria-busy="true" />;
  const chosen = room.agents.find((agent) => agent.username === assigned);
  return (
    <div class="page room">
      <Tiles room={room} />
      <div class="room-parts">
        <section class="card" aria-labelledby="agents-title">
          <h2 id="agents-title">{words.agents}</h2>
          <FilterBar>
            <TextFilter name="q" label={words.name} />
            <ChoiceFilter
              name="queue"
              label={words.queues}
              options={queues.map(({ name, title }): [string, string] => [name, title])}
            />
            <ChoiceFilter
              name="state"
              label={words.filterState}
              options={STATES.map((state): [string, string] => [state, stateWords()[state]])}
            />
          </FilterBar>
          <Agents
            agents={shownAgents(room)}
            calls={room.calls}
            queues={queues}
            onEnd={setEnding}
            onQueues={(agent) => setAssigned(agent.username)}
          />
        </section>
        <Calls calls={room.calls} agents={room.agents} queues={queues} onEnd={setEnding} />
      </div>
      {ending && <EndCall call={ending} onClose={() => setEnding(null)} />}
      {chosen && (
        <DayQueues key={chosen.username} agent={chosen} queues={queues} onClose={() => setAssigned(null)} />
      )}
    </div>
  );
}
