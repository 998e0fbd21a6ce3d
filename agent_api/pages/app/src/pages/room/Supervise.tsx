import { useState } from "preact/hooks";
import { api } from "../../api/client";
import type { RoomAgent, RoomCall, RoomSupervision } from "../../api/types";
import { filled } from "../../lib/language";
import { me } from "../../shell/session";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { toast, toastProblem } from "../../ui/Toast";
import { supervisionWords } from "../../words/supervision";
import { words as roomWords } from "./texts";

const MODES = ["listen", "whisper", "barge"] as const;
type Mode = (typeof MODES)[number];

const isMine = (one: RoomSupervision): boolean => one.supervisor === me.value?.username;

/** Who listens to this agent, or speaks, and how. */
export function Supervised({ agent, call }: { agent: RoomAgent; call: RoomCall | undefined }) {
  const one = call?.supervision;
  if (!one || one.agent !== agent.username) return null;
  const by = isMine(one) ? roomWords().me : one.supervisor;
  const text = filled(roomWords().supervised, { by, mode: supervisionWords()[one.mode as Mode] });
  return <Badge level="info">{one.state === "ringing" && isMine(one) ? roomWords().pickUp : text}</Badge>;
}

/** 监听 / 耳语 / 强插: begin, change the mode, leave. Another supervisor's is only shown. */
export function Supervise({ agent, call }: { agent: RoomAgent; call: RoomCall }) {
  const [busy, setBusy] = useState(false);
  const words = roomWords();
  const one = call.supervision;
  const mine = one && isMine(one) && one.agent === agent.username ? one : null;
  const talks = call.legs.some((leg) => leg.agent === agent.username && leg.talking);
  if (!talks || agent.username === me.value?.username || (one && !mine)) return null;

  async function act(work: () => Promise<unknown>): Promise<void> {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
    }
  }

  const choose = (mode: Mode) =>
    act(async () => {
      if (mine) return api.patch("/supervisions/{id}", { path: { id: mine.id }, body: { mode } });
      await api.post("/calls/{id}/supervisions", { path: { id: call.id }, body: { mode } });
      return toast(words.pickUp);
    });

  return (
    <fieldset class="supervise" aria-label={filled(words.supervise, { name: agent.name })}>
      {MODES.map((mode) => (
        <Button
          key={mode}
          aria-pressed={mine?.mode === mode}
          title={me.value?.extension ? supervisionWords()[`${mode}Hint`] : words.noTelephone}
          disabled={busy || !me.value?.extension || mine?.mode === mode}
          onClick={() => void choose(mode)}
        >
          {supervisionWords()[mode]}
        </Button>
      ))}
      {mine && (
        <Button
          disabled={busy}
          onClick={() => void act(() => api.delete("/supervisions/{id}", { path: { id: mine.id } }))}
        >
          {words.leave}
        </Button>
      )}
    </fieldset>
  );
}
