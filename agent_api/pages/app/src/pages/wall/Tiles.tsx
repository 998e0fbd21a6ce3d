import type { ComponentChildren } from "preact";
import { clock, duration, UNKNOWN } from "../../lib/clock";
import { serviceLevel_s } from "../../lib/config";
import { filled } from "../../lib/language";
import { Growing, longest } from "./Growing";
import { words } from "./texts";
import { countLevel, type Level, percent, rateLevel, type Wall, waitLevel } from "./wall";

interface TileProps {
  label: string;
  level?: Level;
  notes?: (string | null)[];
  children: ComponentChildren;
}

function Tile({ label, level = "", notes = [], children }: TileProps) {
  return (
    <div class={`tile ${level}`}>
      <h2>{label}</h2>
      <p class="figure">{children}</p>
      {notes.map((note) => note && <p class="note">{note}</p>)}
    </div>
  );
}

const known = (value: number | null | undefined): string => (value ?? UNKNOWN).toString();

function OwedTile({ wall }: { wall: Wall }) {
  const { callbacks } = wall;
  const said = words();
  const rest = callbacks.resting;
  const resting = rest && filled(said.resting, { answer: rest.answer || UNKNOWN, at: clock(rest.until) });
  const rates = callbacks.today && [
    `${said.callback_rate} ${percent(callbacks.today.callback_rate)}`,
    `${said.reach_rate} ${percent(callbacks.today.reach_rate)}`,
  ];
  const oldest = callbacks.owed ? `${said.oldest} ${duration(callbacks.oldest_s)}` : null;
  const isLate = rest || (callbacks.oldest_s ?? 0) > 3600;
  return (
    <Tile
      label={said.owed}
      level={isLate ? "warn" : ""}
      notes={[resting, oldest, rates?.join(" · ") ?? null]}
    >
      {known(callbacks.owed)}
    </Tile>
  );
}

export function Tiles({ wall }: { wall: Wall }) {
  const said = words();
  const { today, thresholds } = wall;
  const counted = (name: "offered" | "answered" | "missed"): string => `${said[name]} ${known(today[name])}`;
  const toPerson = today.to_person_s ?? null;
  return (
    <section id="tiles" class="tiles" aria-label={said.now}>
      <Tile label={said.waiting} level={countLevel(wall.waiting, thresholds)}>
        {known(wall.waiting)}
      </Tile>
      <Tile label={said.longest} level={waitLevel(longest(wall), thresholds)}>
        <Growing since={wall.waiting_since} otherwise={duration(wall.longest_wait_s)} />
      </Tile>
      <Tile
        label={said.talking}
        notes={[toPerson === null ? null : `${said.to_person} ${duration(toPerson)}`]}
      >
        {known(wall.talking)}
      </Tile>
      <Tile
        label={filled(said.service_level, { s: serviceLevel_s })}
        level={rateLevel(today.service_level, thresholds?.service_level)}
        notes={[`${counted("offered")} · ${counted("answered")}`]}
      >
        {percent(today.service_level)}
      </Tile>
      <Tile
        label={said.broad_rate}
        level={rateLevel(today.broad_rate, thresholds?.connection_rate)}
        notes={[counted("missed"), `${said.rate_24h} ${percent(wall.connection_rate_24h)}`]}
      >
        {percent(today.broad_rate)}
      </Tile>
      <OwedTile wall={wall} />
    </section>
  );
}
