/** Supervision: its modes, and what each means. */
import { texts } from "../lib/language";

export const supervisionWords = texts({
  zh: {
    listen: "监听",
    whisper: "耳语",
    barge: "强插",
    listenHint: "听双方，双方都听不到您",
    whisperHint: "只有座席听得到您",
    bargeHint: "座席和市民都听得到您",
  },
  en: {
    listen: "Listen",
    whisper: "Whisper",
    barge: "Barge in",
    listenHint: "Hear both; nobody hears you",
    whisperHint: "Only the agent hears you",
    bargeHint: "Agent and citizen hear you",
  },
});
