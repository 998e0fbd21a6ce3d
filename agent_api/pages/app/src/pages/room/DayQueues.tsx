import { useState } from "preact/hooks";
import { api } from "../../api/client";
import type { RoomAgent } from "../../api/types";
import { filled } from "../../lib/language";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { toast, toastProblem } from "../../ui/Toast";
import type { QueueName } from "./RoomPage";
import { words as roomWords } from "./texts";

interface DayQueuesProps {
  agent: RoomAgent;
  queues: QueueName[];
  onClose: () => void;
}

/** 今日队列: other queues until midnight, or the usual ones again. */
export function DayQueues({ agent, queues, onClose }: DayQueuesProps) {
  const words = roomWords();
  const [served, setServed] = useState<Record<string, number>>(() =>
    Object.fromEntries(agent.queues.map((name) => [name, agent.penalties[name] ?? 0])),
  );
  const path = { username: agent.username };

  async function done(work: Promise<unknown>): Promise<void> {
    try {
      await work;
      toast(filled(words.done, { name: agent.name, what: words.today }));
      onClose();
    } catch (error) {
      toastProblem(error);
    }
  }

  const save = () => {
    const sent = Object.entries(served).map(([name, penalty]) => ({ name, penalty }));
    return done(api.put("/agents/{username}/queues/today", { path, body: { queues: sent } }));
  };

  function toggle(name: string, serves: boolean): void {
    const { [name]: _, ...others } = served;
    setServed(serves ? { ...others, [name]: 0 } : others);
  }

  return (
    <Dialog title={`${words.today} · ${agent.name}`} onClose={onClose}>
      <div class="day-queues">
        <p class="quiet">{words.todayHint}</p>
        {queues.map(({ name, title }) => (
          <div key={name} class="row">
            <label class="choice">
              <input
                type="checkbox"
                checked={name in served}
                onChange={(event) => toggle(name, event.currentTarget.checked)}
              />
              {title}
            </label>
            {name in served && (
              <input
                type="number"
                aria-label={filled(words.penalty, { queue: title })}
                min={0}
                max={100}
                value={served[name]}
                onInput={(event) => setServed({ ...served, [name]: Number(event.currentTarget.value) })}
              />
            )}
          </div>
        ))}
        <div class="row">
          <Button kind="primary" onClick={() => void save()}>
            {words.save}
          </Button>
          {agent.today && (
            <Button onClick={() => void done(api.delete("/agents/{username}/queues/today", { path }))}>
              {words.usual}
            </Button>
          )}
          <Button onClick={onClose}>{words.cancel}</Button>
        </div>
      </div>
    </Dialog>
  );
}
