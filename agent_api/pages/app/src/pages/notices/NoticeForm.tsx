import { useEffect, useRef, useState } from "preact/hooks";
import { api, messageOf, upload } from "../../api/client";
import { centreMinute } from "../../lib/clock";
import { fieldOf } from "../../lib/forms";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import type { Notice, Queue } from "./NoticesPage";
import { words as noticeWords } from "./texts";

interface NoticeFormProps {
  /** the notice that is changed; null is a new one */
  notice: Notice | null;
  queues: readonly Queue[];
  onDone: () => Promise<void>;
  onLeave: () => void;
}

const HOURS_MIN = 8 * 60;

function said(form: HTMLFormElement) {
  const data = new FormData(form);
  return {
    title: fieldOf(form, "title").trim(),
    text: fieldOf(form, "text").trim(),
    queues: data.getAll("queues").map(String),
    from: fieldOf(form, "from"),
    until: fieldOf(form, "until"),
    counts: data.get("counts") === "on",
  };
}

async function send(form: HTMLFormElement, notice: Notice | null): Promise<void> {
  const body = said(form);
  const { id } = notice
    ? await api.patch("/notices/{id}", { path: { id: String(notice.id) }, body })
    : await api.post("/notices", { body });
  const sound = new FormData(form).get("sound");
  if (sound instanceof File && sound.size > 0) await upload(`/notices/${id}/sound`, sound);
}

export function NoticeForm({ notice, queues, onDone, onLeave }: NoticeFormProps) {
  const [error, setError] = useState("");
  const [isSaved, setSaved] = useState(false);
  const title = useRef<HTMLInputElement>(null);
  const words = noticeWords();
  useEffect(() => {
    if (notice) title.current?.focus();
  }, [notice]);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    setError("");
    try {
      await send(form, notice);
    } catch (refused) {
      return setError(messageOf(refused));
    }
    form.reset();
    setSaved(true);
    await onDone();
  }

  return (
    <form
      id="notice"
      class="card"
      aria-labelledby="notice-title"
      onSubmit={(event) => void submit(event)}
      onInput={() => setSaved(false)}
    >
      <h2 id="notice-title">{notice ? `${words.edit} · ${notice.title}` : words.add}</h2>
      <div class="fields">
        <Field label={words.title}>
          <input
            ref={title}
            name="title"
            required
            maxLength={64}
            autocomplete="off"
            defaultValue={notice?.title}
          />
        </Field>
        <Field label={words.from}>
          <input
            name="from"
            type="datetime-local"
            required
            defaultValue={(notice?.from ?? centreMinute(null, 0)).slice(0, 16)}
          />
        </Field>
        <Field label={words.until}>
          <input
            name="until"
            type="datetime-local"
            required
            defaultValue={(notice?.until ?? centreMinute(null, HOURS_MIN)).slice(0, 16)}
          />
        </Field>
        <Field label={words.sound}>
          <input name="sound" type="file" accept=".wav,audio/wav,audio/x-wav" />
        </Field>
        <Field label={words.text} class="whole">
          <textarea name="text" required rows={3} maxLength={1000} defaultValue={notice?.text} />
        </Field>
      </div>
      <fieldset class="queues">
        <legend>{words.all_queues}</legend>
        {queues.map((one) => (
          <label key={one.name} class="choice">
            <input
              type="checkbox"
              name="queues"
              value={one.name}
              defaultChecked={notice?.queues.includes(one.name) ?? false}
            />
            {one.title}
          </label>
        ))}
      </fieldset>
      <label class="choice">
        <input name="counts" type="checkbox" defaultChecked={notice?.counts ?? true} />
        {words.counts}
      </label>
      <p class="error" role="alert" hidden={!error}>
        {error}
      </p>
      <div class="row">
        <Button type="submit" kind="primary">
          {words.save}
        </Button>
        <Button hidden={!notice} onClick={onLeave}>
          {words.leave}
        </Button>
        <span class="quiet" role="status">
          {isSaved && words.saved}
        </span>
      </div>
    </form>
  );
}
