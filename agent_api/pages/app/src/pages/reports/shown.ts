/** Rates as they are shown. */
import { UNKNOWN } from "../../lib/clock";

export const percent = (rate: number | null | undefined): string =>
  rate === null || rate === undefined ? UNKNOWN : `${(rate * 100).toFixed(1)}%`;
