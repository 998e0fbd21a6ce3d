import { signal } from "@preact/signals";
import { messageOf, statusOf } from "../api/client";
import { IconButton } from "./Button";
import { uiWords } from "./texts";

interface Said {
  id: number;
  text: string;
  bad: boolean;
}

const SHOWN_MS = 6000;
const said = signal<Said[]>([]);
let last = 0;

const forget = (id: number): void => {
  said.value = said.value.filter((one) => one.id !== id);
};

/** Say for a while that something was done. What went wrong stays until somebody closes it. */
export function toast(text: string, { bad = false } = {}): void {
  last += 1;
  const id = last;
  said.value = [...said.value.filter((one) => one.text !== text), { id, text, bad }];
  if (!bad) setTimeout(() => forget(id), SHOWN_MS);
}

/** What went wrong, in words. */
export const problemText = (error: unknown): string =>
  statusOf(error) === undefined ? uiWords().unreachable : `${uiWords().failed}: ${messageOf(error)}`;

export const toastProblem = (error: unknown): void => toast(problemText(error), { bad: true });

export function Toasts() {
  return (
    <div class="toasts no-print" role="status">
      {said.value.map((one) => (
        <div key={one.id} class={`toast ${one.bad ? "bad" : ""}`}>
          <span>{one.text}</span>
          <IconButton icon="close" label={uiWords().close} onClick={() => forget(one.id)} />
        </div>
      ))}
    </div>
  );
}
