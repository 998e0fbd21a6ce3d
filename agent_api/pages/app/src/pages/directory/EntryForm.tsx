import { useEffect, useRef, useState } from "preact/hooks";
import { api, messageOf, statusOf } from "../../api/client";
import type { DirectoryEntry } from "../../api/types";
import { fieldOf } from "../../lib/forms";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { uiWords } from "../../ui/texts";
import { words as directoryWords, extraWords } from "./texts";

interface EntryFormProps {
  /** the entry that is changed; null is a new one */
  entry: DirectoryEntry | null;
  onDone: () => Promise<void>;
  onLeave: () => void;
}

const split = (value: string): string[] => value.split(/[\s,，、]+/).filter(Boolean);

const said = (form: HTMLFormElement) => ({
  name: fieldOf(form, "name").trim(),
  numbers: split(fieldOf(form, "numbers")),
  hours: split(fieldOf(form, "hours")),
  ring_s: Number(fieldOf(form, "ring_s")),
  code: fieldOf(form, "code") || null,
  emergency: fieldOf(form, "emergency") === "on",
  note_required: fieldOf(form, "note_required") === "on",
});

function send(form: HTMLFormElement, entry: DirectoryEntry | null): Promise<unknown> {
  const body = said(form);
  if (!entry) return api.post("/directory", { body: { key: fieldOf(form, "key"), ...body } });
  return api.patch("/directory/{key}", { path: { key: entry.key }, body });
}

export function EntryForm({ entry, onDone, onLeave }: EntryFormProps) {
  const [error, setError] = useState("");
  const [isSaved, setSaved] = useState(false);
  const name = useRef<HTMLInputElement>(null);
  const words = directoryWords();
  useEffect(() => {
    if (entry) name.current?.focus();
  }, [entry]);

  function refusal(refused: unknown): string {
    const status = statusOf(refused);
    if (status === 409) return words.taken;
    return status === undefined ? uiWords().unreachable : `${words.refused} ${messageOf(refused)}`;
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    setError("");
    try {
      await send(form, entry);
    } catch (refused) {
      return setError(refusal(refused));
    }
    form.reset();
    setSaved(true);
    await onDone();
  }

  return (
    <form
      id="entry"
      class="card"
      aria-labelledby="entry-title"
      onSubmit={(event) => void submit(event)}
      onInput={() => setSaved(false)}
    >
      <h2 id="entry-title">{entry ? `${words.edit} · ${entry.name}` : words.add}</h2>
      <div class="fields">
        <Field label={words.key}>
          <input
            id="key"
            name="key"
            required
            maxLength={31}
            pattern="[A-Za-z][A-Za-z0-9_\-]*"
            autocomplete="off"
            defaultValue={entry?.key}
            disabled={entry !== null}
          />
        </Field>
        <Field label={words.name}>
          <input
            id="entry-name"
            ref={name}
            name="name"
            required
            maxLength={64}
            autocomplete="off"
            defaultValue={entry?.name}
          />
        </Field>
        <Field label={words.numbers}>
          <input
            id="numbers"
            name="numbers"
            required
            maxLength={140}
            autocomplete="off"
            defaultValue={entry?.numbers.join(" ")}
          />
        </Field>
        <Field label={words.hours}>
          <input
            id="hours"
            name="hours"
            maxLength={80}
            autocomplete="off"
            placeholder="08:00-12:00 14:30-18:00"
            defaultValue={entry?.hours.join(" ")}
          />
        </Field>
        <Field label={words.ring_s}>
          <input
            id="ring_s"
            name="ring_s"
            type="number"
            required
            min={5}
            max={120}
            defaultValue={String(entry?.ring_s ?? 30)}
          />
        </Field>
        <Field label={words.code}>
          <input
            id="code"
            name="code"
            maxLength={4}
            pattern="[0-9]*"
            inputMode="numeric"
            autocomplete="off"
            placeholder={words.given}
            defaultValue={entry?.code}
          />
        </Field>
      </div>
      <div class="row">
        <label class="choice">
          <input id="emergency" name="emergency" type="checkbox" defaultChecked={entry?.emergency ?? false} />
          {words.emergency}
        </label>
        <label class="choice">
          <input
            id="note_required"
            name="note_required"
            type="checkbox"
            defaultChecked={entry?.note_required ?? false}
          />
          {words.note_required}
        </label>
      </div>
      <p id="entry-error" class="error" role="alert" hidden={!error}>
        {error}
      </p>
      <div class="row">
        <Button type="submit" kind="primary">
          {words.save}
        </Button>
        <Button id="leave" hidden={!entry} onClick={onLeave}>
          {words.leave}
        </Button>
        <span id="entry-says" class="quiet" role="status">
          {isSaved && extraWords().saved}
        </span>
      </div>
    </form>
  );
}
