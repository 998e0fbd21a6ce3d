import { useEffect, useRef, useState } from "preact/hooks";
import { centreMinute } from "../../../lib/clock";
import { fieldOf } from "../../../lib/forms";
import { Button } from "../../../ui/Button";
import { Field } from "../../../ui/Field";
import { callbackOutcomeWords } from "../../../words/callbacks";
import { type CallbackOutcome, close, record } from "../model/callback";
import { type OutcomeForm as Form, focused, keepWritten, writtenOf } from "../model/outcomes";
import { guarded, inTurn } from "../model/turn";
import { words as callbackWords } from "../texts/callback";

// the usual one first
const OUTCOMES: readonly CallbackOutcome[] = ["reached", "wrong_number", "refuses", "voicemail", "later"];

/** What came of one callback. */
export function OutcomeForm({ form }: { form: Form }) {
  const written = writtenOf(form.id);
  const [outcome, setOutcome] = useState<CallbackOutcome>(written.outcome);
  const [error, setError] = useState<string | null>(null);
  const box = useRef<HTMLFormElement>(null);
  const words = callbackWords();
  const isLater = outcome === "later";
  const isFocused = focused.value === form.id;
  useEffect(() => {
    if (!isFocused) return;
    box.current?.querySelector("input")?.focus();
    focused.value = null;
  }, [isFocused]);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const box = event.currentTarget as HTMLFormElement;
    const said = { outcome, note: fieldOf(box, "note"), next_at: fieldOf(box, "next_at") };
    setError(null);
    await inTurn(async () => setError(await record(form, said)));
  }

  return (
    <form
      id={`outcome-${form.id}`}
      ref={box}
      class="outcome"
      aria-label={`${words.outcome_of} ${form.number}`}
      onSubmit={(event) => void submit(event)}
    >
      <h3>{`${words.outcome_of} · ${form.number}`}</h3>
      <fieldset>
        <legend>{words.what_came}</legend>
        {OUTCOMES.map((value) => (
          <label key={value} class="choice">
            <input
              type="radio"
              name="outcome"
              value={value}
              checked={value === outcome}
              onChange={() => {
                keepWritten(form.id, { outcome: value });
                setOutcome(value);
              }}
            />
            {callbackOutcomeWords()[value]}
          </label>
        ))}
      </fieldset>
      <Field label={words.when} hidden={!isLater}>
        <input
          type="datetime-local"
          name="next_at"
          min={centreMinute(form.missed_at, 0)}
          defaultValue={written.next_at || centreMinute(form.missed_at, 60)}
          onInput={(event) => keepWritten(form.id, { next_at: event.currentTarget.value })}
          disabled={!isLater}
          required
        />
      </Field>
      <Field label={words.note}>
        <textarea
          name="note"
          rows={2}
          maxLength={5000}
          placeholder={words.note_placeholder}
          defaultValue={written.note}
          onInput={(event) => keepWritten(form.id, { note: event.currentTarget.value })}
        />
      </Field>
      <p class="error" role="alert" hidden={!error}>
        {error}
      </p>
      <div class="row actions">
        <Button type="submit" kind="primary">
          {words.record}
        </Button>
        <Button onClick={guarded(() => close(form.id))}>{words.not_now_record}</Button>
      </div>
    </form>
  );
}
