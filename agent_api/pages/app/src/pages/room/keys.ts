/** The keys of the room: to an agent's row, and what can be done in it. */
import type { Shortcut } from "../../shell/shortcuts";
import { words } from "./texts";

const inRow = (key: string, act: string, text: () => string): Shortcut => ({
  key,
  text: () => `${words().inRow}${text()}`,
  press: [`[data-act=${act}]`],
  isOfRow: true,
});

export const KEYS: readonly Shortcut[] = [
  { key: "S", text: () => words().name, press: [".room input[name=q]"] },
  { key: "R", text: () => words().reason, press: ["#reason"] },
  { key: "A", text: () => words().toRows, press: ["tr[data-agent].last", "tr[data-agent]"] },
  { key: "L", text: () => words().calls, press: [".calls [data-call] button"] },
  inRow("1", "ready", () => words().ready),
  inRow("2", "paused", () => words().pause),
  inRow("3", "offline", () => words().signOut),
  inRow("X", "end", () => words().endCall),
  inRow("Q", "today", () => words().today),
  inRow("U", "release", () => words().release),
];
