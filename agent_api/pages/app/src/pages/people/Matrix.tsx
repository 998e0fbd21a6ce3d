import { useState } from "preact/hooks";
import { api } from "../../api/client";
import type { Me } from "../../api/types";
import { filled } from "../../lib/language";
import { toast, toastProblem } from "../../ui/Toast";
import { usualPenalties } from "./List";
import type { QueueName } from "./PeoplePage";
import { words as peopleWords } from "./texts";

interface MatrixProps {
  people: Me[];
  queues: QueueName[];
  isAdmin: boolean;
  onChanged: () => Promise<void>;
}

/** Queues × agents, with penalties; each change is saved at once. */
export function Matrix({ people, queues, isAdmin, onChanged }: MatrixProps) {
  const [busy, setBusy] = useState("");
  const words = peopleWords();
  const agents = people.filter((one) => one.extension && !one.disabled);

  async function save(person: Me, penalties: Record<string, number>): Promise<void> {
    setBusy(person.username);
    try {
      await api.patch("/agents/{username}", {
        path: { username: person.username },
        body: { queues: Object.entries(penalties).map(([name, penalty]) => ({ name, penalty })) },
      });
      toast(filled(words.saved, { name: person.name }));
      await onChanged();
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy("");
    }
  }

  function cell(person: Me, queue: QueueName) {
    const penalties = usualPenalties(person);
    const { [queue.name]: penalty, ...others } = penalties;
    const names = { name: person.name, queue: queue.title };
    return (
      <td key={queue.name} class="cell">
        <input
          type="checkbox"
          aria-label={filled(words.servesOf, names)}
          checked={penalty !== undefined}
          disabled={!isAdmin || busy === person.username}
          onChange={(event) =>
            void save(person, event.currentTarget.checked ? { ...others, [queue.name]: 0 } : others)
          }
        />
        {penalty !== undefined && (
          <input
            type="number"
            min={0}
            max={100}
            aria-label={filled(words.penaltyOf, names)}
            value={penalty}
            disabled={!isAdmin || busy === person.username}
            onChange={(event) =>
              void save(person, { ...penalties, [queue.name]: Number(event.currentTarget.value) })
            }
          />
        )}
      </td>
    );
  }

  return (
    <section class="card" aria-label={words.matrix}>
      <p class="quiet">{words.matrixHint}</p>
      <div class="table-box">
        <table class="table matrix" aria-label={words.matrix}>
          <thead>
            <tr>
              <th scope="col">{words.name}</th>
              {queues.map((queue) => (
                <th key={queue.name} scope="col">
                  {queue.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {agents.map((person) => (
              <tr key={person.username} data-username={person.username}>
                <th scope="row">
                  {person.name} <span class="quiet clock">{person.extension}</span>
                </th>
                {queues.map((queue) => cell(person, queue))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
