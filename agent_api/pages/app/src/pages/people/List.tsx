import { api } from "../../api/client";
import type { Me, Role } from "../../api/types";
import { filled } from "../../lib/language";
import { me } from "../../shell/session";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { type Column, Table } from "../../ui/Table";
import { toast, toastProblem } from "../../ui/Toast";
import { stateWords } from "../../words/states";
import type { QueueName } from "./PeoplePage";
import { words as peopleWords, roleWords } from "./texts";

interface ListProps {
  people: Me[];
  queues: QueueName[];
  isAdmin: boolean;
  onEdit: (person: Me) => void;
  onTelephone: (person: Me) => void;
  onChanged: () => Promise<void>;
}

/** What somebody serves in general, also while they serve others today. */
export const usualPenalties = (person: Me): Record<string, number> =>
  person.today ? person.today.usual_penalties : person.penalties;

export function List({ people, queues, isAdmin, onEdit, onTelephone, onChanged }: ListProps) {
  const words = peopleWords();

  async function able(person: Me, disabled: boolean): Promise<void> {
    if (disabled && !confirm(filled(words.disableAsk, { name: person.name }))) return;
    await api.patch("/agents/{username}", { path: { username: person.username }, body: { disabled } });
    toast(filled(words.saved, { name: person.name }));
    await onChanged();
  }

  const queuesOf = (person: Me): string =>
    Object.entries(usualPenalties(person))
      .map(([name, penalty]) => {
        const title = queues.find((one) => one.name === name)?.title ?? name;
        return penalty ? `${title} (${penalty})` : title;
      })
      .join("、") || words.noQueues;

  const columns: Column<Me>[] = [
    { head: words.username, isName: true, cell: (person) => person.username },
    {
      head: words.name,
      cell: (person) => (
        <>
          {person.name} {person.disabled && <Badge level="bad">{words.disabled}</Badge>}{" "}
          {person.must_change_password && <Badge level="warn">{words.firstPassword}</Badge>}
        </>
      ),
    },
    { head: words.role, cell: (person) => roleWords()[person.role as Role] },
    { head: words.extension, cell: (person) => person.extension ?? words.noPhone, class: "clock" },
    {
      head: words.state,
      cell: (person) =>
        person.extension && !person.disabled ? (
          <span class={`state ${person.state}`}>
            {(stateWords() as Record<string, string>)[person.state]}
          </span>
        ) : null,
    },
    { head: words.queues, cell: queuesOf },
  ];
  if (isAdmin)
    columns.push({
      head: <span class="unseen">{words.change}</span>,
      cell: (person) => (
        <span class="row">
          <Button
            kind="plain"
            aria-label={`${words.change} ${person.username}`}
            onClick={() => onEdit(person)}
          >
            {words.change}
          </Button>
          {person.extension && !person.disabled && (
            <Button
              kind="plain"
              aria-label={`${words.telephone} ${person.username}`}
              onClick={() => onTelephone(person)}
            >
              {words.telephone}
            </Button>
          )}
          {person.username !== me.value?.username && (
            <Button
              kind="plain"
              aria-label={`${person.disabled ? words.enable : words.disable} ${person.username}`}
              onClick={() => void able(person, !person.disabled).catch(toastProblem)}
            >
              {person.disabled ? words.enable : words.disable}
            </Button>
          )}
        </span>
      ),
    });
  return (
    <section class="card" aria-label={words.list}>
      <Table
        label={words.people}
        columns={columns}
        rows={people}
        keyOf={(person) => person.username}
        rowProps={(person) => ({ "data-username": person.username })}
      />
    </section>
  );
}
