/** Which targets pick up: the figures of several days or months added up. */
import type { Answer } from "../../api/client";

export type Figure = Answer<"get", "/figures/transfers">["items"][number];

export interface Target {
  target: string;
  name: string;
  transfers: number;
  answered: number;
  waited_s: number;
  worst_answer_s: number | null;
  reasons: Record<string, number>;
}

function add(sum: Target, one: Figure): void {
  sum.transfers += one.transfers;
  sum.answered += one.answered;
  sum.waited_s += one.answered * (one.mean_answer_s ?? 0);
  if (one.worst_answer_s !== null) sum.worst_answer_s = Math.max(one.worst_answer_s, sum.worst_answer_s ?? 0);
  for (const [reason, count] of Object.entries(one.reasons))
    sum.reasons[reason] = (sum.reasons[reason] ?? 0) + count;
}

/** Targets by the sum of their transfers, those who pick up least first. */
export function together(items: readonly Figure[]): Target[] {
  const sums = new Map<string, Target>();
  for (const one of items) {
    const { target, name } = one;
    const begun = { target, name, transfers: 0, answered: 0, waited_s: 0, worst_answer_s: null, reasons: {} };
    const sum = sums.get(target) ?? begun;
    add(sum, one);
    sums.set(target, sum);
  }
  const rate = (one: Target): number => one.answered / one.transfers;
  return [...sums.values()].sort((one, other) => rate(one) - rate(other));
}
