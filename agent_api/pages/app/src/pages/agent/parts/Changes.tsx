import { useState } from "preact/hooks";
import { type Answer, api, messageOf } from "../../../api/client";
import { dayAndTime } from "../../../lib/clock";
import { callWords } from "../../../words/calls";
import { categoryWords } from "../../../words/tickets";
import { words as ticketWords } from "../texts/ticket";

type Change = Answer<"get", "/tickets/{number}/history">["items"][number];

function shown(field: string, value: string | null): string {
  const said =
    field === "status"
      ? (ticketWords() as Record<string, string>)[value ?? ""]
      : field === "category"
        ? (categoryWords() as Record<string, string>)[value ?? ""]
        : value;
  return said || ticketWords().nothing;
}

function Line({ change }: { change: Change }) {
  const names: Record<string, string> = { ...callWords(), ...ticketWords() };
  const by = [dayAndTime(change.at), change.username, change.call && ticketWords().by_a_call];
  return (
    <li>
      <span class="quiet">{by.filter(Boolean).join(" · ")}</span>
      {change.changes.map(({ field, before, after }) => (
        <p key={field}>
          {`${names[field] ?? field}: `}
          <del>{shown(field, before)}</del>
          {" → "}
          {shown(field, after)}
        </p>
      ))}
    </li>
  );
}

/** What was changed on a ticket, by whom, and what stood there before: asked for when somebody opens it. */
export function Changes({ number }: { number: string }) {
  const [changes, setChanges] = useState<Change[] | null>(null);
  const [error, setError] = useState("");
  async function read(isOpen: boolean): Promise<void> {
    if (!isOpen) return;
    setError("");
    try {
      setChanges((await api.get("/tickets/{number}/history", { path: { number } })).items);
    } catch (refused) {
      setError(messageOf(refused));
    }
  }
  const words = ticketWords();
  return (
    <details class="changes" onToggle={(event) => void read(event.currentTarget.open)}>
      <summary>{words.changes}</summary>
      <ul class="notes changes">
        {error && <li class="quiet">{error}</li>}
        {changes?.length === 0 && <li class="quiet">{words.no_changes}</li>}
        {changes?.map((change) => (
          <Line key={`${change.at} ${change.username}`} change={change} />
        ))}
      </ul>
    </details>
  );
}
