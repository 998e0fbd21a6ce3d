import { useEffect, useRef } from "preact/hooks";
import type { DirectoryEntry } from "../../../api/types";
import { Badge } from "../../../ui/Badge";
import { Button } from "../../../ui/Button";
import { modeWords } from "../../../words/transfers";
import { isInside } from "../model/inside";
import {
  chosen,
  directory,
  hint,
  type Mode,
  modeFor,
  remark,
  transferTo,
  typedNote,
  typedTarget,
  waiting,
  wantsNote,
} from "../model/telephone";
import { words as telephoneWords } from "../texts/telephone";
import { Inside, Where } from "./Inside";

const MODES: readonly Mode[] = ["consult", "blind", "three_way"];
const MANY = 9; // entries of the directory that need no filter

function choose(mode: Mode): void {
  chosen.value = mode;
  remark.value = hint();
}

function Modes() {
  const words = telephoneWords();
  return (
    <div class="modes" role="radiogroup" aria-label={words.how}>
      <b>{words.transfer}</b>
      {MODES.map((mode) => (
        <label key={mode} class="choice" title={words.mode_hint[mode]}>
          <input
            type="radio"
            name="mode"
            value={mode}
            checked={mode === (chosen.value ?? "consult")}
            onClick={() => choose(mode)}
          />
          {modeWords()[mode]}
        </label>
      ))}
    </div>
  );
}

const NUMBER = /^[+\d\s-]*$/;

function found(): DirectoryEntry[] {
  const wanted = typedTarget.value.trim().toLowerCase();
  return directory.value.filter((entry) =>
    [entry.key, entry.name, ...entry.numbers].some((one) => one.toLowerCase().includes(wanted)),
  );
}

/** While somebody writes a number or a name, the keys that do not fit it stand aside. */
function fitting(entries: readonly DirectoryEntry[]): Set<string> {
  const fit = found();
  return new Set((fit.length ? fit : entries).map((entry) => entry.key));
}

/** The entry whose name was typed, if only one is meant. */
function named(typed: string): DirectoryEntry | undefined {
  const fit = NUMBER.test(typed) ? [] : found();
  return fit.length === 1 ? fit[0] : undefined;
}

function Key({ entry, isHidden }: { entry: DirectoryEntry; isHidden: boolean }) {
  const words = telephoneWords();
  const about = entry.open ? `${entry.numbers[0]} · ` : `${words.closed} ${entry.hours.join(" ")} · `;
  return (
    <button
      type="button"
      class={entry.emergency ? "key emergency" : "key"}
      data-key={entry.key}
      disabled={!entry.open}
      hidden={isHidden}
      onClick={() => void transferTo(entry.key, modeFor(entry))}
    >
      <b>
        {entry.name}
        {entry.emergency && (
          <>
            {" "}
            <Badge level="bad" class="tag">
              {words.emergency}
            </Badge>
          </>
        )}
      </b>
      <span class="quiet">
        {about}
        <span class="by">{modeWords()[modeFor(entry)]}</span>
        {!wantsNote(entry) && ` · ⌨${entry.code}`}
      </span>
    </button>
  );
}

function submit(event: Event): void {
  event.preventDefault();
  const target = typedTarget.value.trim();
  if (waiting.value && !target) void transferTo(waiting.value.target, waiting.value.mode);
  else if (target) void transferTo(named(target)?.key ?? target, modeFor(named(target) ?? null));
  else document.getElementById("transfer-number")?.focus();
}

/** The one-key transfer: a mode, and a key or a number. */
export function TransferForm({ isHidden, isDisabled }: { isHidden: boolean; isDisabled: boolean }) {
  const note = useRef<HTMLInputElement>(null);
  const words = telephoneWords();
  const wanted = waiting.value;
  useEffect(() => {
    if (wanted) note.current?.focus();
  }, [wanted]);
  const entries = directory.value;
  const shown = fitting(entries);
  return (
    <form id="transfer-form" aria-label={words.transfer} hidden={isHidden} onSubmit={submit}>
      <fieldset id="transfer-fields" disabled={isDisabled}>
        <Modes />
        <input
          id="transfer-note"
          ref={note}
          maxLength={1000}
          autocomplete="off"
          hidden={!wanted && !typedNote.value}
          placeholder={words.note}
          aria-label={words.note}
          value={typedNote.value}
          onInput={(event) => {
            typedNote.value = event.currentTarget.value;
          }}
        />
        <Where />
        <Inside isShown={isInside.value && !isHidden} />
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset in a fieldset */}
        <div
          id="keys"
          hidden={isInside.value}
          class={entries.length > MANY ? "keys many" : "keys"}
          role="group"
          aria-label={words.directory}
        >
          {entries.map((entry) => (
            <Key key={entry.key} entry={entry} isHidden={!shown.has(entry.key)} />
          ))}
          {!entries.length && <p class="quiet">{words.no_directory}</p>}
        </div>
        <div class="row">
          <input
            id="transfer-number"
            class="wide"
            maxLength={64}
            autocomplete="off"
            placeholder={words.number_or_name}
            aria-label={words.number_or_name}
            value={typedTarget.value}
            onInput={(event) => {
              typedTarget.value = event.currentTarget.value;
            }}
          />
          <Button type="submit">{words.do_transfer}</Button>
        </div>
      </fieldset>
    </form>
  );
}
