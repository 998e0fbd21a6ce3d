/** Why an auditor looks: said once, it goes with every question until they say another. The server records it. */
import { signal } from "@preact/signals";
import { me } from "../shell/session";

export const reason = signal("");

export const needsReason = (): boolean => me.value?.role === "auditor";

/** For the options of a request. */
export const withReason = (): { reason?: string } => (reason.value ? { reason: reason.value } : {});
