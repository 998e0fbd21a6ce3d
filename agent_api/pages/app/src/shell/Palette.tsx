import type { TargetedKeyboardEvent } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Me } from "../api/types";
import { Dialog } from "../ui/Dialog";
import { Icon } from "../ui/Icon";
import { type Found, findAll, pagesFor } from "./find";
import { navigate } from "./router";
import { isPaletteOpen } from "./screen";
import { shellWords } from "./texts";

const TYPED_MS = 200;

function go(found: Found): void {
  isPaletteOpen.value = false;
  navigate(found.to);
}

/** Ctrl-K: to a page, a number, a ticket or an agent, without the mouse. */
export function Palette({ me }: { me: Me }) {
  const [typed, setTyped] = useState("");
  const [found, setFound] = useState<Found[]>(pagesFor(me, ""));
  const [at, setAt] = useState(0);
  const words = shellWords();

  useEffect(() => {
    setFound(pagesFor(me, typed));
    setAt(0);
    const asked = new AbortController();
    const timer = setTimeout(() => {
      void findAll(me, typed, asked.signal).then((more) => {
        if (!asked.signal.aborted) setFound(more);
      });
    }, TYPED_MS);
    return () => {
      clearTimeout(timer);
      asked.abort();
    };
  }, [typed, me]);

  function key(event: TargetedKeyboardEvent<HTMLInputElement>): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) {
      event.preventDefault();
      setAt((at + step + found.length) % found.length);
    }
    const chosen = found[at];
    if (event.key === "Enter" && chosen) {
      event.preventDefault();
      go(chosen);
    }
  }

  return (
    <Dialog
      title={words.search}
      class="palette"
      onClose={() => {
        isPaletteOpen.value = false;
      }}
    >
      <input
        id="palette"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-found"
        aria-activedescendant={found.length ? `palette-${at}` : undefined}
        aria-label={words.searchHint}
        placeholder={words.searchHint}
        autocomplete="off"
        autofocus
        maxLength={64}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={key}
      />
      <div id="palette-found" role="listbox" aria-label={words.results} tabIndex={-1}>
        {found.map((one, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the input's
          <div
            key={one.to}
            id={`palette-${place}`}
            role="option"
            tabIndex={-1}
            aria-selected={place === at}
            onClick={() => go(one)}
          >
            <Icon name={one.icon} />
            <span>{one.text}</span>
            <span class="quiet">{one.kind}</span>
          </div>
        ))}
        {!found.length && <p class="empty">{words.noResults}</p>}
      </div>
    </Dialog>
  );
}
