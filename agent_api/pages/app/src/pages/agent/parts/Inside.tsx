import { useEffect } from "preact/hooks";
import type { InsideTarget, Schemas } from "../../../api/types";
import { Badge } from "../../../ui/Badge";
import { stateWords } from "../../../words/states";
import { modeWords } from "../../../words/transfers";
import { inside, isInside, readInside } from "../model/inside";
import { chosen, type Mode, transferTo, typedTarget } from "../model/telephone";
import { words as telephoneWords } from "../texts/telephone";

const LOOK_AGAIN_MS = 3_000;

/** In a queue there is nobody to talk to first. */
const modeTo = (one: InsideTarget): Mode => (one.kind === "queue" ? "blind" : (chosen.value ?? "consult"));

function fits(one: InsideTarget): boolean {
  const wanted = typedTarget.value.trim().toLowerCase();
  return [one.name, one.extension, one.target].some((text) => text.toLowerCase().includes(wanted));
}

function about(one: InsideTarget): string {
  const words = telephoneWords();
  if (one.kind === "queue") return one.free ? words.in_queue : `${words.in_queue} · ${words.nobody}`;
  if (one.kind === "supervisor") return one.name || words.nobody;
  return one.extension;
}

function Key({ one }: { one: InsideTarget }) {
  return (
    <button
      type="button"
      class="key"
      data-target={one.target}
      disabled={!one.free}
      onClick={() => void transferTo(one.target, modeTo(one))}
    >
      <b>
        {one.kind === "supervisor" ? telephoneWords().supervisor : one.name}
        {one.kind === "agent" && (
          <>
            {" "}
            <Badge level={one.free ? "good" : undefined} class="tag">
              {stateWords()[one.state as Schemas["AgentState"]]}
            </Badge>
          </>
        )}
      </b>
      <span class="quiet">
        {about(one)} · <span class="by">{modeWords()[modeTo(one)]}</span>
      </span>
    </button>
  );
}

/** Colleagues, the supervisor and queues, as they are now. */
export function Inside({ isShown }: { isShown: boolean }) {
  useEffect(() => {
    if (!isShown) return undefined;
    const look = (): void => void readInside().catch(() => null);
    look();
    const timer = setInterval(look, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isShown]);
  if (!isShown) return null;
  return (
    <div id="inside" class="keys many">
      {inside.value.filter(fits).map((one) => (
        <Key key={one.target} one={one} />
      ))}
    </div>
  );
}

export function Where() {
  const words = telephoneWords();
  return (
    <div class="modes" role="radiogroup" aria-label={words.transfer}>
      {[false, true].map((one) => (
        <label key={String(one)} class="choice">
          <input
            type="radio"
            name="where"
            value={one ? "inside" : "directory"}
            checked={isInside.value === one}
            onClick={() => {
              isInside.value = one;
            }}
          />
          {one ? words.inside : words.directory}
        </label>
      ))}
    </div>
  );
}
