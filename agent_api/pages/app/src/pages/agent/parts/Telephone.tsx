import { useRef } from "preact/hooks";
import { api, statusOf } from "../../../api/client";
import { banner } from "../../../shell/screen";
import { me } from "../../../shell/session";
import { Button } from "../../../ui/Button";
import { problemText } from "../../../ui/Toast";
import { call, myLeg } from "../model/call";
import {
  hangUp,
  hint,
  hold,
  inCall,
  isBusy,
  openTransfer,
  problem,
  saying,
  unhold,
} from "../model/telephone";
import { silenceWords } from "../texts/advice";
import { words as telephoneWords } from "../texts/telephone";
import { DialForm } from "./DialForm";
import { useKeptFocus } from "./kept_focus";
import { TransferForm } from "./TransferForm";
import { UnderWay } from "./UnderWay";

async function bringBack(): Promise<void> {
  const id = me.value?.call;
  if (!id) return;
  try {
    await api.post("/calls/{id}/bring_back", { path: { id } });
  } catch (error) {
    banner.value = statusOf(error) === 409 ? silenceWords().over : problemText(error);
  }
}

/** One side of the talk sends no sound. A silence of the citizen's is said and nothing offered: the next agent would not
 *  hear them either. */
function Silence() {
  const silent = me.value?.silent;
  const words = silenceWords();
  return (
    <div id="silence" class="silence" hidden={!silent}>
      <p id="silence-says" role="alert">
        {silent && words[silent]}
      </p>
      <Button id="bring-back" hidden={silent !== "agent"} onClick={() => void bringBack()}>
        {words.bring_back}
      </Button>
    </div>
  );
}

export function Telephone({ isHidden }: { isHidden: boolean }) {
  const box = useRef<HTMLElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  useKeptFocus(box, title);
  const words = telephoneWords();
  const underWay = openTransfer();
  const state = inCall() && !underWay ? call.value?.state : "";
  const isPlaced = Boolean(myLeg.value) && call.value?.direction !== "inbound";
  void me.value?.silent;
  const said = saying();
  return (
    <section
      id="telephone"
      ref={box}
      class={`card telephone ${inCall() ? "open" : ""}`}
      aria-labelledby="telephone-title"
      aria-busy={isBusy.value ? "true" : undefined}
      hidden={isHidden}
    >
      <div class="head">
        <h2 id="telephone-title" ref={title} tabIndex={-1}>
          {words.heading}
        </h2>
        <span id="in-call" class="row" hidden={!inCall() && !isPlaced}>
          <Button id="hold" hidden={!inCall()} disabled={state !== "talking"} onClick={() => void hold()}>
            {words.hold}
          </Button>
          <Button
            id="unhold"
            hidden={!inCall()}
            disabled={state !== "held" || myLeg.value?.on_hold} // what the phone holds only the phone gives back
            onClick={() => void unhold()}
          >
            {words.unhold}
          </Button>
          <Button
            id="hang-up"
            kind="danger"
            disabled={Boolean(underWay)} // then there are two ends to choose from
            onClick={() => void hangUp()}
          >
            {words.hang_up}
          </Button>
        </span>
      </div>
      <p id="telephone-says" class={said === hint() ? "says hint" : "says"} role="status">
        {said}
      </p>
      <p id="telephone-error" class="error" role="alert" hidden={!problem.value}>
        {problem.value}
      </p>
      <Silence />
      <UnderWay transfer={underWay} />
      <TransferForm isHidden={!inCall() || Boolean(underWay)} isDisabled={state === "held"} />
      <DialForm isHidden={Boolean(myLeg.value)} onDialled={() => title.current?.focus()} />
    </section>
  );
}
