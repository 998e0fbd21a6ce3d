import { useState } from "preact/hooks";
import { api } from "../../api/client";
import type { Role, Roster, Schemas } from "../../api/types";
import { filled } from "../../lib/language";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { Table } from "../../ui/Table";
import { toastProblem } from "../../ui/Toast";
import { passwords, save, template, textOf } from "./csv";
import { words as peopleWords, roleWords, ruleWords } from "./texts";

type Rule = Schemas["Rule"];

function Mistakes({ roster }: { roster: Roster }) {
  const words = peopleWords();
  const titles: Record<string, string> = {
    username: words.username,
    name: words.name,
    role: words.role,
    extension: words.extension,
    queues: words.queues,
  };
  return (
    <div role="alert">
      <p class="error">{filled(words.mistakes, { n: roster.mistakes.length })}</p>
      <Table
        label={words.mistake}
        columns={[
          { head: words.line, cell: (one) => one.line, class: "clock", isName: true },
          {
            head: words.mistake,
            cell: (one) => `${titles[one.column] ?? ""} ${one.value} ${ruleWords()[one.rule as Rule]}`,
          },
        ]}
        rows={roster.mistakes}
        keyOf={(one) => `${one.line} ${one.column} ${one.rule} ${one.value}`}
      />
    </div>
  );
}

/** Whom the file would create, or has created. */
function Agents({ roster }: { roster: Roster }) {
  const words = peopleWords();
  const isDone = roster.agents.some((one) => one.password);
  return (
    <Table
      label={words.people}
      columns={[
        { head: words.username, cell: (one) => one.username, isName: true },
        { head: words.name, cell: (one) => one.name },
        { head: words.role, cell: (one) => roleWords()[one.role as Role] },
        { head: words.extension, cell: (one) => one.extension ?? words.noPhone },
        {
          head: words.queues,
          cell: (one) =>
            Object.entries(one.queues)
              .map(([name, penalty]) => (penalty ? `${name} (${penalty})` : name))
              .join("、"),
        },
        ...(isDone
          ? [
              { head: words.password, cell: (one: Roster["agents"][number]) => <code>{one.password}</code> },
              { head: words.secret, cell: (one: Roster["agents"][number]) => <code>{one.sip_secret}</code> },
            ]
          : []),
      ]}
      rows={roster.agents}
      keyOf={(one) => one.line}
    />
  );
}

/** 批量导入: a preview with every mistake; then all of them, or nobody. */
export function Import({ onDone }: { onDone: () => Promise<void> }) {
  const [text, setText] = useState("");
  const [roster, setRoster] = useState<Roster | null>(null);
  const [busy, setBusy] = useState(false);
  const words = peopleWords();
  const isDone = roster?.agents.some((one) => one.password) ?? false;

  async function ask(content: string, preview: boolean): Promise<void> {
    setBusy(true);
    try {
      setRoster(await api.post("/agents/import", { body: { text: content, preview } }));
      if (!preview) await onDone();
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
    }
  }

  async function chosen(file: File | undefined): Promise<void> {
    if (!file) return;
    const content = await textOf(file);
    setText(content);
    await ask(content, true);
  }

  const titles = [words.username, words.name, words.role, words.extension, words.queues];
  const secretTitles = [words.username, words.name, words.password, words.extension, words.secret];
  return (
    <section class="card import" aria-label={words.import}>
      <p class="quiet">{words.importHint}</p>
      <div class="row">
        <Field label={words.file}>
          <input
            id="file"
            type="file"
            accept=".csv,text/csv"
            onChange={(event) => void chosen(event.currentTarget.files?.[0]).catch(toastProblem)}
          />
        </Field>
        <Button kind="plain" onClick={() => save(template(titles, "hotline"), "people.csv")}>
          {words.template}
        </Button>
      </div>
      {roster && roster.mistakes.length > 0 && <Mistakes roster={roster} />}
      {roster && isDone && (
        <p role="status">
          {filled(words.imported, { n: roster.agents.length })}{" "}
          <Button onClick={() => save(passwords(secretTitles, roster.agents), "passwords.csv")}>
            {words.downloadList}
          </Button>
        </p>
      )}
      {roster && roster.agents.length > 0 && <Agents roster={roster} />}
      {roster && !isDone && roster.mistakes.length === 0 && (
        <div>
          <Button kind="primary" disabled={busy} onClick={() => void ask(text, false)}>
            {filled(words.run, { n: roster.agents.length })}
          </Button>
        </div>
      )}
    </section>
  );
}
