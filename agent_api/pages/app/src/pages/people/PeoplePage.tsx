import { useCallback, useEffect, useState } from "preact/hooks";
import { api } from "../../api/client";
import type { Me } from "../../api/types";
import { place, setQuery } from "../../shell/router";
import { me } from "../../shell/session";
import { Button } from "../../ui/Button";
import { Tabs } from "../../ui/Tabs";
import { toastProblem } from "../../ui/Toast";
import { Import } from "./Import";
import { List } from "./List";
import { Matrix } from "./Matrix";
import { PersonForm } from "./PersonForm";
import { Telephone } from "./Telephone";
import { words as peopleWords } from "./texts";

export interface QueueName {
  name: string;
  title: string;
}

/** A telephone whose settings are shown; `secret` if one has just been made. */
interface Shown {
  agent: Me;
  secret: string | null;
}

async function everybody(): Promise<Me[]> {
  const found: Me[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: Me[]; next: string | null } = await api.get("/agents", { query: { cursor } });
    found.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return found;
}

/** 人员: who works here, with which telephone, in which queues. */
export default function PeoplePage() {
  const [people, setPeople] = useState<Me[] | null>(null);
  const [queues, setQueues] = useState<QueueName[]>([]);
  const [edited, setEdited] = useState<Me | "new" | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const words = peopleWords();
  const isAdmin = me.value?.role === "admin";
  const tab = place.value.query["tab"] ?? "list";

  const read = useCallback(async () => setPeople(await everybody()), []);
  useEffect(() => {
    read().catch(toastProblem);
    api.get("/wall").then((wall) => setQueues(wall.queues), toastProblem);
  }, [read]);

  async function done(agent: Me, secret: string | null): Promise<void> {
    setEdited(null);
    if (secret) setShown({ agent, secret });
    await read();
  }

  const tabs: [string, string][] = [
    ["list", words.list],
    ["matrix", words.matrix],
  ];
  if (isAdmin) tabs.push(["import", words.import]);
  return (
    <div class="page people">
      <div class="row">
        <Tabs label={words.people} tabs={tabs} on={tab} onChange={(key) => setQuery({ tab: key })} />
        <span class="wide" />
        {isAdmin && (
          <Button kind="primary" onClick={() => setEdited("new")}>
            {words.newAgent}
          </Button>
        )}
      </div>
      {!isAdmin && <p class="quiet">{words.adminOnly}</p>}
      {people && tab === "list" && (
        <List
          people={people}
          queues={queues}
          isAdmin={isAdmin}
          onEdit={setEdited}
          onTelephone={(agent) => setShown({ agent, secret: null })}
          onChanged={read}
        />
      )}
      {people && tab === "matrix" && (
        <Matrix people={people} queues={queues} isAdmin={isAdmin} onChanged={read} />
      )}
      {tab === "import" && isAdmin && <Import onDone={read} />}
      {edited && (
        <PersonForm
          person={edited === "new" ? null : edited}
          queues={queues}
          onDone={(agent, secret) => void done(agent, secret).catch(toastProblem)}
          onClose={() => setEdited(null)}
        />
      )}
      {shown && <Telephone agent={shown.agent} secret={shown.secret} onClose={() => setShown(null)} />}
    </div>
  );
}
