import { useState } from "preact/hooks";
import { api, statusOf } from "../../api/client";
import { filled } from "../../lib/language";
import { Button } from "../../ui/Button";
import { toast, toastProblem } from "../../ui/Toast";
import { words } from "./texts";
import type { Seat } from "./wall";

/** One side of a talk sends no sound: which, and the way back to the queue for a citizen before a silent telephone. */
export function Silence({ seat }: { seat: Seat }) {
  const [isAsking, setAsking] = useState(false);
  const said = words().silence;
  if (!seat.silent) return null;
  const bringBack = async (): Promise<void> => {
    if (!seat.call || !confirm(filled(said.question, { name: seat.name }))) return;
    setAsking(true);
    try {
      await api.post("/calls/{id}/bring_back", { path: { id: seat.call } });
    } catch (error) {
      if (statusOf(error) === 409) toast(said.over, { bad: true });
      else toastProblem(error);
    }
    setAsking(false);
  };
  return (
    <>
      <span class="silent">{said[seat.silent]}</span>
      {seat.silent === "agent" && (
        <Button class="bring-back" disabled={isAsking} onClick={() => void bringBack()}>
          {said.bring_back}
        </Button>
      )}
    </>
  );
}
