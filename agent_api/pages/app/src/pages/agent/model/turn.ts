/** One thing after the other, frames and buttons: an older answer never comes to stand over a newer one. */
import { banner } from "../../../shell/screen";
import { problemText } from "../../../ui/Toast";

export const failed = (error: unknown): void => {
  banner.value = problemText(error);
};

let turn: Promise<void> = Promise.resolve();

export function inTurn(work: () => unknown): Promise<void> {
  turn = turn.then(async () => void (await work())).catch(failed);
  return turn;
}

/** For what a click starts. */
export const guarded = (work: () => unknown) => (): void => void inTurn(work);
