import { now } from "../../lib/clock";
import { holdWords, stateWords, troubleWords } from "../../words/states";
import { Growing } from "./Growing";
import { Silence } from "./Silence";
import { words } from "./texts";
import { CROWD, inOrder, type Seat, STATES, type Wall, worthALook } from "./wall";

/** Why somebody takes no calls, in a few words. */
function why(seat: Seat): string {
  const trouble = seat.reason === "phone" ? seat.phone?.trouble : null;
  if (trouble) return troubleWords()[trouble];
  return (holdWords() as Record<string, string>)[seat.reason] ?? seat.reason;
}

/** Their telephone rings though no page of theirs is open to show who calls. */
const hasNoDesk = (seat: Seat): boolean => seat.desk === false && seat.state !== "offline";

function What({ seat }: { seat: Seat }) {
  return (
    <span class="what">
      <Growing since={seat.since} />
      {stateWords()[seat.state]}
      {seat.reason ? ` · ${why(seat)}` : ""}
      {hasNoDesk(seat) && <span class="no-desk">{words().no_desk}</span>}
    </span>
  );
}

function Card({ seat, isShort = false }: { seat: Seat; isShort?: boolean }) {
  return (
    <li class={`seat ${seat.state} ${seat.silent ? "no-sound" : ""}`} title={why(seat)}>
      <b>{seat.name}</b>
      <span class="extension">{seat.extension}</span>
      {isShort && <Growing since={seat.since} />}
      <What seat={seat} />
      <Silence seat={seat} />
    </li>
  );
}

/** How many are in each state: the figures, and a bar of their shares. */
export function States({ wall }: { wall: Wall }) {
  const all = STATES.reduce((sum, state) => sum + (wall.agents[state] ?? 0), 0);
  return (
    <section class="states" aria-label={words().seats}>
      {STATES.map((state) => (
        <div class={`count ${state}`} key={state}>
          <b>{wall.agents[state] ?? "—"}</b>
          <span>{stateWords()[state]}</span>
        </div>
      ))}
      {all > 0 && (
        <div class="shares" aria-hidden="true">
          {STATES.map((state) => (
            <span class={`share ${state}`} key={state} style={{ flexGrow: wall.agents[state] ?? 0 }} />
          ))}
        </div>
      )}
    </section>
  );
}

/** Many seats: each is a square, and those that are worth a look are named. */
function Crowd({ seats }: { seats: readonly Seat[] }) {
  const listed = worthALook(seats, now());
  return (
    <>
      <div class="mosaic" aria-hidden="true">
        {inOrder(seats).map((seat) => (
          <i class={`${seat.state} ${seat.silent ? "no-sound" : ""}`} key={seat.username} title={seat.name} />
        ))}
      </div>
      {listed.length > 0 && (
        <>
          <h2>{words().worth_a_look}</h2>
          <ul class="looks">
            {listed.map((seat) => (
              <Card key={seat.username} seat={seat} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

export function Seats({ wall }: { wall: Wall }) {
  const { seats } = wall;
  if (seats.length > CROWD) {
    return (
      <section id="seats" class="panel seats crowd">
        <Crowd seats={seats} />
      </section>
    );
  }
  const isDense = seats.length > 24; // then their names and times alone
  return (
    <section id="seats" class={`seats ${isDense ? "dense" : ""}`}>
      {!seats.length && wall.as_of && <p class="quiet">{words().no_seats}</p>}
      <ul>
        {inOrder(seats).map((seat) => (
          <Card key={seat.username} seat={seat} isShort={isDense} />
        ))}
      </ul>
    </section>
  );
}
