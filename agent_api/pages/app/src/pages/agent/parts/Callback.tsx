import { useRef } from "preact/hooks";
import type { Offer, Schemas } from "../../../api/types";
import { dayAndTime, duration } from "../../../lib/clock";
import { filled } from "../../../lib/language";
import { Badge } from "../../../ui/Badge";
import { Button } from "../../../ui/Button";
import { missedWords } from "../../../words/calls";
import { alive } from "../model/call";
import { accept, current, decline, next, problem, says } from "../model/callback";
import { forms } from "../model/outcomes";
import { openTicket } from "../model/ticket";
import { guarded } from "../model/turn";
import { words as callbackWords } from "../texts/callback";
import { words as ticketWords } from "../texts/ticket";
import { Shrinking } from "./Clock";
import { useKeptFocus } from "./kept_focus";
import { OutcomeForm } from "./OutcomeForm";

const SHOWN = 4; // missed calls of one citizen, the latest

function MissedCall({ one }: { one: Offer["missed"][number] }) {
  const words = callbackWords();
  const where = one.missed_in ? missedWords()[one.missed_in as Schemas["MissedIn"]] : "";
  return (
    <li>
      <b>{dayAndTime(one.started_at)}</b>
      {` · ${words.waited} ${duration(one.wait_s)} · ${where} `}
      {one.called_name && <Badge>{`${one.called} ${one.called_name}`}</Badge>}
      {one.queue && <span class="quiet">{` · ${one.queue}`}</span>}
    </li>
  );
}

function WhoAndWhy({ offer }: { offer: Offer }) {
  const words = callbackWords();
  const missed = [...offer.missed].reverse();
  const talks = offer.status === "reached"; // then number and ticket stand large beside this card
  return (
    <>
      {!talks && <p class="number">{offer.number}</p>}
      <p class="row">
        {offer.urgent && <Badge level="bad">{words.urgent}</Badge>}
        {offer.asked && <Badge level="info">{words.asked}</Badge>}
        <Badge>{filled(words.times, { n: missed.length })}</Badge>
        <Badge>{offer.attempts ? filled(words.attempts, { n: offer.attempts }) : words.first_try}</Badge>
      </p>
      <ul class="missed-calls">
        {missed.slice(0, SHOWN).map((one) => (
          <MissedCall key={one.call} one={one} />
        ))}
      </ul>
      {missed.length > SHOWN && <p class="quiet">{filled(words.earlier, { n: missed.length - SHOWN })}</p>}
      {!talks && offer.ticket && (
        <p>
          {`${ticketWords().missed_call} `}
          <Button kind="plain" onClick={guarded(() => openTicket(offer.ticket))}>
            {offer.ticket}
          </Button>
        </p>
      )}
    </>
  );
}

function Choice({ offer }: { offer: Offer }) {
  const words = callbackWords();
  return (
    <div class="row actions">
      <Button id="accept-callback" kind="primary" onClick={guarded(accept)}>
        {words.accept}
      </Button>
      <Button id="decline-callback" onClick={guarded(decline)}>
        {words.decline}
      </Button>
      {offer.offered_until && (
        <span class="quiet">
          {`${words.left} `}
          <Shrinking until={offer.offered_until} />
        </span>
      )}
    </div>
  );
}

export function Callback({ isHidden }: { isHidden: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  useKeptFocus(box, title);
  const words = callbackWords();
  const offer = current.value;
  return (
    <section
      id="callback"
      class={`card callback ${offer?.status ?? ""}`}
      aria-labelledby="callback-title"
      hidden={isHidden}
    >
      <div class="head">
        <h2 id="callback-title" ref={title} tabIndex={-1}>
          {words.heading}
        </h2>
        <Button id="next-callback" hidden={offer !== null} disabled={alive()} onClick={guarded(next)}>
          {words.next}
        </Button>
      </div>
      <p id="callback-says" class="says" role="status">
        {says.value || words.idle}
      </p>
      <p id="callback-error" class="error" role="alert" hidden={!problem.value}>
        {problem.value}
      </p>
      <div id="offer" ref={box}>
        {offer && <WhoAndWhy offer={offer} />}
        {offer?.status === "offered" && <Choice offer={offer} />}
      </div>
      <div id="outcomes">
        {forms.value.map((form) => (
          <OutcomeForm key={form.id} form={form} />
        ))}
      </div>
    </section>
  );
}
