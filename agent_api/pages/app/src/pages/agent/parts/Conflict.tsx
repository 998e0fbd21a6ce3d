import type { Ticket } from "../../../api/types";
import { Button } from "../../../ui/Button";
import { categoryWords } from "../../../words/tickets";
import { FIELDS, type Field } from "../model/drafts";
import { conflicts, said, settle } from "../model/ticket";
import { ticketWords as moreWords, words as ticketWords } from "../texts/ticket";

const shown = (field: Field, value: string): string =>
  (field === "category" ? (categoryWords() as Record<string, string>)[value] : value) ||
  ticketWords().nothing;

/** A colleague changed the same field meanwhile: both texts are kept until the agent chooses. */
export function Conflict({ one }: { one: Ticket }) {
  const theirs = conflicts.value.get(one.number);
  if (!theirs) return null;
  const words = moreWords();
  return (
    <div id="conflict" class="conflict" role="alert">
      {FIELDS.map((field) => {
        const value = theirs[field];
        if (value === undefined) return null;
        return (
          <div key={field}>
            <p>
              <b>{ticketWords()[field]}</b> {words.conflict}
            </p>
            <p class="theirs">{shown(field, value)}</p>
            <div class="row">
              <Button class="keep-mine" onClick={() => settle(field, said(field))}>
                {words.keep_mine}
              </Button>
              <Button class="keep-theirs" onClick={() => settle(field, value)}>
                {words.keep_theirs}
              </Button>
              {field === "content" && (
                <Button class="keep-both" onClick={() => settle(field, `${value}\n${said(field)}`)}>
                  {words.keep_both}
                </Button>
              )}
            </div>
          </div>
        );
      })}
    </div>
  );
}
