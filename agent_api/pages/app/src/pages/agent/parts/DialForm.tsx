import { useState } from "preact/hooks";
import { Button } from "../../../ui/Button";
import { dial, typedNumber } from "../model/telephone";
import { ticket } from "../model/ticket";
import { words as telephoneWords } from "../texts/telephone";

/** Ring somebody, with the case in the form unless the agent says otherwise. */
export function DialForm({ isHidden, onDialled }: { isHidden: boolean; onDialled: () => void }) {
  const [withTicket, setWithTicket] = useState(true);
  const words = telephoneWords();
  const number = ticket.value?.number;
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (await dial(withTicket)) onDialled();
  }
  return (
    <form id="dial-form" hidden={isHidden} onSubmit={(event) => void submit(event)}>
      <div class="row">
        <input
          id="dial-number"
          class="wide"
          type="tel"
          required
          maxLength={64}
          autocomplete="off"
          placeholder={words.number}
          aria-label={words.number}
          value={typedNumber.value}
          onInput={(event) => {
            typedNumber.value = event.currentTarget.value;
          }}
        />
        <Button type="submit" kind="primary">
          {words.dial}
        </Button>
      </div>
      <label id="dial-link" class="link" hidden={!number}>
        <input
          id="dial-with-ticket"
          type="checkbox"
          checked={withTicket}
          onChange={(event) => setWithTicket(event.currentTarget.checked)}
        />
        {words.with_ticket} <span id="dial-link-number">{number ?? ""}</span>
      </label>
    </form>
  );
}
