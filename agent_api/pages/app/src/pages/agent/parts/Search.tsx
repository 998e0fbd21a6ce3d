import { useState } from "preact/hooks";
import { api } from "../../../api/client";
import type { TicketRow } from "../../../api/types";
import { Button } from "../../../ui/Button";
import { problemText } from "../../../ui/Toast";
import { lookUp, openTicketByNumber } from "../model/looking";
import { deskWords } from "../texts/desk";
import { TicketLine } from "./History";

const NUMBER = /^\+?\d[\d\s-]{2,19}$/;
const TICKET = /^\d{8}-\d{1,9}$/;
const SHOWN = 8;

/** Any citizen by their number, any ticket by its number or its words. */
export function Search() {
  const [found, setFound] = useState<TicketRow[] | null>(null);
  const [error, setError] = useState("");
  const words = deskWords();

  async function look(typed: string): Promise<void> {
    setFound(null);
    if (TICKET.test(typed)) return openTicketByNumber(typed);
    if (NUMBER.test(typed)) return lookUp(typed.replace(/[\s-]/g, ""));
    setFound((await api.get("/tickets", { query: { q: typed, limit: SHOWN } })).items);
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const typed = new FormData(event.currentTarget as HTMLFormElement).get("q");
    setError("");
    if (typed) await look(String(typed).trim()).catch((refused) => setError(problemText(refused)));
    else setFound(null);
  }

  return (
    <search>
      <form id="search" class="card" aria-label={words.search} onSubmit={(event) => void submit(event)}>
        <div class="row">
          <input
            name="q"
            type="search"
            class="wide"
            maxLength={100}
            autocomplete="off"
            placeholder={words.search_hint}
            aria-label={words.search_hint}
          />
          <Button type="submit">{words.search}</Button>
        </div>
        {error && (
          <p class="error" role="alert">
            {error}
          </p>
        )}
        {found && (
          <ul class="tickets" aria-live="polite">
            {found.map((one) => (
              <TicketLine key={one.number} one={one} />
            ))}
            {!found.length && <li class="quiet">{words.nothing_found}</li>}
          </ul>
        )}
      </form>
    </search>
  );
}
