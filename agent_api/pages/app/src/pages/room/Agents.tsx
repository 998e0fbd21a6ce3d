import { useState } from "preact/hooks";
import { api } from "../../api/client";
import type { RoomAgent, RoomCall } from "../../api/types";
import { clock } from "../../lib/clock";
import { filled } from "../../lib/language";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { Field } from "../../ui/Field";
import { type Column, Table } from "../../ui/Table";
import { toast, toastProblem } from "../../ui/Toast";
import { holdWords, stateWords, troubleWords } from "../../words/states";
import type { QueueName } from "./RoomPage";
import { Since } from "./Since";
import { Supervise, Supervised } from "./Supervise";
import { words as roomWords } from "./texts";

interface AgentsProps {
  agents: RoomAgent[];
  calls: RoomCall[];
  queues: QueueName[];
  onEnd: (call: RoomCall) => void;
  onQueues: (agent: RoomAgent) => void;
}

type Wish = "ready" | "paused" | "offline";

const reasonText = (reason: string): string => (holdWords() as Record<string, string>)[reason] ?? reason;

async function release(agent: RoomAgent, hold: string): Promise<void> {
  await api.delete("/agents/{username}/holds/{hold}", { path: { username: agent.username, hold } });
  toast(filled(roomWords().released, { what: `${agent.name} ${reasonText(hold)}` }));
}

/** What keeps the agent from calls, each with its time and a way to end it. */
function Holds({ agent }: { agent: RoomAgent }) {
  return (
    <>
      {agent.held.map(({ hold, since }) => (
        <span key={hold} class="hold">
          <Badge level="warn">
            {reasonText(hold)} <Since moment={since} />
          </Badge>
          <Button
            kind="plain"
            data-act="release"
            aria-label={`${roomWords().release} ${reasonText(hold)}`}
            onClick={() => void release(agent, hold).catch(toastProblem)}
          >
            {roomWords().release}
          </Button>
        </span>
      ))}
    </>
  );
}

function State({ agent }: { agent: RoomAgent }) {
  const words = roomWords();
  const held = agent.held.some((one) => one.hold === agent.reason);
  return (
    <>
      <span class={`state ${agent.state}`}>{(stateWords() as Record<string, string>)[agent.state]}</span>{" "}
      {agent.reason && !held && <span class="quiet">{reasonText(agent.reason)}</span>}{" "}
      {agent.wish_by && (
        <span class="quiet">{filled(words.forcedBy, { by: agent.wish_by_name ?? agent.wish_by })}</span>
      )}
      <Holds agent={agent} />
      {agent.phone && <Badge level="bad">{troubleWords()[agent.phone.trouble]}</Badge>}
      {agent.silent && <Badge level="bad">{words.silent}</Badge>}
      {agent.desk === false && agent.wish === "ready" && <Badge level="warn">{words.noDesk}</Badge>}
    </>
  );
}

function Talk({ call, queues }: { call: RoomCall | undefined; queues: QueueName[] }) {
  const words = roomWords();
  if (!call) return null;
  const title = queues.find((one) => one.name === call.queue)?.title ?? call.queue;
  return (
    <>
      <span class="clock">{call.number || words.unknown}</span> <Since moment={call.since} />
      <span class="quiet">
        {[title, call.called_name, call.origin && `${words.origin} ${call.origin}`]
          .filter(Boolean)
          .join(" · ")}
      </span>
      {call.transfer && (
        <Badge level="info">
          {words.transfer} {call.transfer.name || call.transfer.target}
        </Badge>
      )}
    </>
  );
}

function Queues({ agent, queues }: { agent: RoomAgent; queues: QueueName[] }) {
  const named = agent.queues.map((name) => {
    const penalty = agent.penalties[name];
    const title = queues.find((one) => one.name === name)?.title ?? name;
    return penalty ? `${title} (${penalty})` : title;
  });
  return (
    <>
      {named.join("、") || "—"}{" "}
      {agent.today && (
        <Badge level="info">{filled(roomWords().until, { at: clock(agent.today.until).slice(0, 5) })}</Badge>
      )}
    </>
  );
}

export function Agents({ agents, calls, queues, onEnd, onQueues }: AgentsProps) {
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState("");
  const words = roomWords();
  const callOf = (agent: RoomAgent): RoomCall | undefined => calls.find((call) => call.id === agent.call);

  async function force(agent: RoomAgent, state: Wish, what: string): Promise<void> {
    setBusy(agent.username);
    try {
      await api.put("/agents/{username}/state", {
        path: { username: agent.username },
        body: { state, reason: reason.trim() },
      });
      setReason("");
      toast(filled(words.done, { name: agent.name, what }));
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy("");
    }
  }

  const action = (agent: RoomAgent, state: Wish, text: string) => (
    <Button
      data-act={state}
      disabled={
        busy === agent.username || (agent.wish === state && !(state === "ready" && agent.held.length))
      }
      onClick={() => void force(agent, state, text)}
    >
      {text}
    </Button>
  );

  const columns: Column<RoomAgent>[] = [
    {
      head: words.agent,
      isName: true,
      cell: (agent) => (
        <>
          {agent.name} <span class="quiet clock">{agent.extension}</span>
        </>
      ),
    },
    { head: words.state, cell: (agent) => <State agent={agent} /> },
    { head: words.since, cell: (agent) => <Since moment={agent.since} />, class: "number" },
    {
      head: words.with,
      cell: (agent) => (
        <>
          <Talk call={callOf(agent)} queues={queues} /> <Supervised agent={agent} call={callOf(agent)} />
        </>
      ),
      class: "talk",
    },
    {
      head: words.queues,
      class: "queues",
      cell: (agent) => (
        <>
          <Queues agent={agent} queues={queues} />{" "}
          <Button
            kind="plain"
            data-act="today"
            aria-label={`${words.today} ${agent.name}`}
            onClick={() => onQueues(agent)}
          >
            {words.today}
          </Button>
        </>
      ),
    },
    {
      head: words.actions,
      class: "actions",
      cell: (agent) => {
        const call = callOf(agent);
        return (
          <>
            <span class="row">
              {action(agent, "paused", words.pause)}
              {action(agent, "ready", words.ready)}
              {action(agent, "offline", words.signOut)}
              {call && (
                <Button kind="danger" data-act="end" onClick={() => onEnd(call)}>
                  {words.endCall}
                </Button>
              )}
            </span>
            {call && <Supervise agent={agent} call={call} />}
          </>
        );
      },
    },
  ];
  return (
    <>
      <Field label={words.reason} class="reason">
        <input
          id="reason"
          maxLength={64}
          autocomplete="off"
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </Field>
      {agents.length ? (
        <Table
          label={words.agents}
          columns={columns}
          rows={agents}
          keyOf={(agent) => agent.username}
          walks
          rowProps={(agent) => ({ "data-agent": agent.username })}
        />
      ) : (
        <Empty>{words.noAgents}</Empty>
      )}
    </>
  );
}
