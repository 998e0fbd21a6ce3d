import { Badge } from "../../../ui/Badge";
import { Button } from "../../../ui/Button";
import { modeWords } from "../../../words/transfers";
import { directory, inCall, type Mode, moveTransfer } from "../model/telephone";
import { failedAt, isBlind, type Known, nameOf } from "../model/transfers";
import { words as telephoneWords } from "../texts/telephone";
import { Growing } from "./Clock";

type Open = Known & { state: "dialling" | "talking" };

/** The number that rings, or answered: those before it were tried in vain. */
function ringingNumber(one: Known): string {
  const numbers = directory.value.find((entry) => entry.key === one.target)?.numbers ?? [
    one.name ? "" : one.target,
  ];
  return numbers[Math.min(one.tried.length, numbers.length - 1)] ?? "";
}

function About({ transfer }: { transfer: Open }) {
  const number = ringingNumber(transfer);
  return (
    <>
      <p>
        <Badge>{modeWords()[transfer.mode as Mode]}</Badge> <b>{telephoneWords()[transfer.state]} </b>
        <Growing since={transfer.answered_at ?? transfer.created_at} />
      </p>
      <p class="target">
        {nameOf(transfer)}
        {number !== nameOf(transfer) && <span class="clock"> {number}</span>}
      </p>
      {transfer.tried.map((tried) => (
        <p key={tried.number} class="quiet">
          {failedAt(tried)}
        </p>
      ))}
    </>
  );
}

/** The transfer that is under way, and its two ends. */
export function UnderWay({ transfer }: { transfer: Open | undefined }) {
  const words = telephoneWords();
  const isOver = !transfer || isBlind(transfer) || !inCall();
  return (
    <div id="transfer" class={`transfer ${transfer?.state ?? ""}`} hidden={!transfer}>
      <div id="transfer-about">{transfer && <About transfer={transfer} />}</div>
      <div class="row">
        <Button
          id="complete"
          kind="primary"
          hidden={isOver}
          disabled={transfer?.state !== "talking"}
          onClick={() => void moveTransfer("complete")}
        >
          {words.complete}
        </Button>
        <Button id="take-back" hidden={isOver} onClick={() => void moveTransfer("cancel")}>
          {words.take_back}
        </Button>
      </div>
    </div>
  );
}
