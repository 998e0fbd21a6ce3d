import { useEffect, useState } from "preact/hooks";
import { api } from "../../api/client";
import type { Callback, Me } from "../../api/types";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { toast, toastProblem } from "../../ui/Toast";
import { words as pageWords } from "./texts";

interface ActionsProps {
  one: Callback;
  onDone: () => void;
}

/** What a supervisor may do to a callback that is still owed. */
export function CallbackActions({ one, onDone }: ActionsProps) {
  const words = pageWords();
  const [doing, setDoing] = useState<"" | "assign" | "cancel">("");
  if (!["pending", "offered", "dialling"].includes(one.status)) return null;
  const path = { id: String(one.id) };

  async function run(work: Promise<unknown>, done: string): Promise<void> {
    try {
      await work;
      toast(done);
      setDoing("");
      onDone();
    } catch (error) {
      toastProblem(error);
    }
  }

  return (
    <div class="row">
      {one.status === "pending" && !doing && (
        <>
          <Button
            kind="primary"
            onClick={() => void run(api.post("/callbacks/{id}/first", { path }), words.done_first)}
          >
            {words.put_first}
          </Button>
          <Button onClick={() => setDoing("assign")}>{words.assign}</Button>
        </>
      )}
      {!doing && (
        <Button kind="danger" onClick={() => setDoing("cancel")}>
          {words.cancel}
        </Button>
      )}
      {doing === "assign" && (
        <Assign
          now={one.reserved_for}
          onLeave={() => setDoing("")}
          onSave={(agent) =>
            void run(api.post("/callbacks/{id}/assign", { path, body: { agent } }), words.done_assign)
          }
        />
      )}
      {doing === "cancel" && (
        <Cancel
          onLeave={() => setDoing("")}
          onSave={(reason) =>
            void run(api.post("/callbacks/{id}/cancel", { path, body: { reason } }), words.done_cancel)
          }
        />
      )}
    </div>
  );
}

interface AssignProps {
  now: string | null;
  onLeave: () => void;
  onSave: (agent: string | null) => void;
}

function Assign({ now, onLeave, onSave }: AssignProps) {
  const words = pageWords();
  const [agents, setAgents] = useState<Me[]>([]);
  const [chosen, setChosen] = useState(now ?? "");
  useEffect(() => {
    api
      .get("/agents", { query: { limit: 100 } })
      .then(({ items }) => setAgents(items.filter((agent) => agent.extension)), toastProblem);
  }, []);
  return (
    <>
      <Field label={words.assign_to}>
        <select name="assign" value={chosen} onChange={(event) => setChosen(event.currentTarget.value)}>
          <option value="">{words.nobody}</option>
          {agents.map((agent) => (
            <option key={agent.username} value={agent.username}>
              {agent.name} · {agent.username}
            </option>
          ))}
        </select>
      </Field>
      <Button kind="primary" onClick={() => onSave(chosen || null)}>
        {words.save}
      </Button>
      <Button onClick={onLeave}>{words.keep}</Button>
    </>
  );
}

function Cancel({ onLeave, onSave }: { onLeave: () => void; onSave: (reason: string) => void }) {
  const words = pageWords();
  const [said, setSaid] = useState("");
  return (
    <form
      class="row wide"
      onSubmit={(event) => {
        event.preventDefault();
        onSave(said.trim());
      }}
    >
      <Field label={words.cancel_why} class="wide">
        <input
          name="cancel-reason"
          required
          maxLength={200}
          autofocus
          onInput={(event) => setSaid(event.currentTarget.value)}
        />
      </Field>
      <Button kind="danger" type="submit" disabled={said.trim().length < 2}>
        {words.cancel}
      </Button>
      <Button onClick={onLeave}>{words.keep}</Button>
    </form>
  );
}
