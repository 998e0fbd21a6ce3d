import { useState } from "preact/hooks";
import { api, messageOf, statusOf } from "../../api/client";
import type { RoomCall } from "../../api/types";
import { fieldOf } from "../../lib/forms";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { toast } from "../../ui/Toast";
import { uiWords } from "../../ui/texts";
import { Since } from "./Since";
import { words as roomWords } from "./texts";

/** 强拆: the reason is asked for, and nothing ends without one. */
export function EndCall({ call, onClose }: { call: RoomCall; onClose: () => void }) {
  const [error, setError] = useState("");
  const [busy, setBusy] = useState(false);
  const words = roomWords();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const reason = fieldOf(event.currentTarget as HTMLFormElement, "reason").trim();
    setBusy(true);
    try {
      await api.post("/calls/{id}/end", { path: { id: call.id }, body: { reason } });
      toast(words.ended);
      onClose();
    } catch (refused) {
      setError(statusOf(refused) === undefined ? uiWords().unreachable : messageOf(refused));
      setBusy(false);
    }
  }

  return (
    <Dialog title={words.endTitle} onClose={onClose}>
      <form class="end-call" onSubmit={(event) => void submit(event)}>
        <p>
          <b class="clock">{call.number || words.unknown}</b> <Since moment={call.since} />
        </p>
        <p class="quiet">{words.endHint}</p>
        <Field label={words.endReason} error={error}>
          <input id="end-reason" name="reason" required maxLength={200} autocomplete="off" autofocus />
        </Field>
        <div class="row">
          <Button type="submit" kind="danger" disabled={busy}>
            {words.endCall}
          </Button>
          <Button onClick={onClose}>{words.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}
