import { text } from "./common.js";

/** Why somebody takes no calls, in a few words: of a seat on the wall. */
export const why = (one) => (one.reason === "phone" && text.trouble[one.phone?.trouble]) || (text.hold[one.reason] ?? one.reason ?? "");
