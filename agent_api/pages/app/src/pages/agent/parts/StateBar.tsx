import { signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { api } from "../../../api/client";
import type { Me, Schemas } from "../../../api/types";
import { me } from "../../../shell/session";
import { IconButton } from "../../../ui/Button";
import { holdWords, stateWords, troubleWords, wishWords } from "../../../words/states";
import { askToNotify, isMuted, switchSound } from "../model/alerts";
import { guarded } from "../model/turn";
import { words as agentWords, deskWords } from "../texts/desk";
import { Growing } from "./Clock";
import { WrapUp } from "./WrapUp";

type Wish = Schemas["Wish"];

const busy = signal(false);

/** Why somebody takes no calls, in a few words. */
function why(one: Me): string {
  const trouble = one.reason === "phone" ? one.phone?.trouble : undefined;
  if (trouble) return troubleWords()[trouble];
  return (holdWords() as Record<string, string>)[one.reason] ?? one.reason;
}

async function wish(state: Wish, reason: string): Promise<void> {
  void askToNotify();
  busy.value = true;
  try {
    await api.put("/agents/me/state", { body: state === "paused" ? { state, reason } : { state } });
    me.value = await api.get("/agents/me");
  } finally {
    busy.value = false;
  }
}

/** The agent's state and wish, in the bar: they stay there on every page's way. */
export function StateBar() {
  const reason = useRef<HTMLSelectElement>(null);
  const agent = me.value;
  if (!agent) return null;
  const words = agentWords();
  const isDisabled = busy.value || agent.extension === null;
  const button = (state: Wish) => (
    <button
      id={state}
      type="button"
      class={`button wish ${state}`}
      aria-pressed={agent.wish === state}
      disabled={isDisabled}
      onClick={guarded(() => wish(state, reason.current?.value ?? ""))}
    >
      {wishWords()[state]}
    </button>
  );
  const state = stateWords()[agent.state as Schemas["AgentState"]];
  return (
    <div class="state-bar">
      <span class="who">
        <b id="name">{agent.name}</b>{" "}
        <span id="extension" class="quiet">
          {agent.extension ?? ""}
        </span>
      </span>
      <span id="state" class={`state ${agent.state}`} aria-live="polite">
        {state + (agent.reason ? ` · ${why(agent)}` : "")}
      </span>
      <span id="state-for" class="quiet">
        {agent.since && <Growing since={agent.since} />}
      </span>
      <WrapUp agent={agent} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in the bar */}
      <span class="wishes" role="group" aria-label={words.my_state}>
        {button("ready")}
        <span class="pausing">
          <select id="reason" ref={reason} aria-label={words.reason}>
            {words.reasons.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
          {button("paused")}
        </span>
        {button("offline")}
      </span>
      <IconButton
        id="sound"
        icon={isMuted.value ? "mute" : "sound"}
        label={isMuted.value ? deskWords().unmute : deskWords().mute}
        aria-pressed={!isMuted.value}
        onClick={switchSound}
      />
    </div>
  );
}
