import { api } from "../../api/client";
import type { Call, Ticket } from "../../api/types";
import { useAnswer } from "../../lib/answer";
import { clock, duration, fullTime } from "../../lib/clock";
import { reason, withReason } from "../../lib/reason";
import { Badge } from "../../ui/Badge";
import { Drawer } from "../../ui/Dialog";
import { Empty } from "../../ui/Empty";
import { Facts, Steps } from "../../ui/Facts";
import { problemText } from "../../ui/Toast";
import { callWords } from "../../words/calls";
import { surveyAnswerWords } from "../../words/surveys";
import { citizenOf, OutcomeBadge } from "./CallsPage";
import { Player } from "./Player";
import { storyOf } from "./story";
import { words as pageWords } from "./texts";

async function load(id: string): Promise<{ call: Call; ticket: Ticket | null }> {
  const call = await api.get("/calls/{id}", { path: { id }, ...withReason() });
  const ticket = call.ticket
    ? await api.get("/tickets/{number}", { path: { number: call.ticket }, ...withReason() }).catch(() => null)
    : null;
  return { call, ticket };
}

/** One call with all that happened: legs, transfers, recording, ticket and notes. */
export function CallDetail({ id, onClose }: { id: string; onClose: () => void }) {
  const words = pageWords();
  const { value, error } = useAnswer(() => load(id), `${id} ${reason.value}`);
  return (
    <Drawer title={value ? `${words.calls} ${citizenOf(value.call)}` : words.calls} onClose={onClose}>
      {error !== null && <p class="error">{problemText(error)}</p>}
      {value && <Detail call={value.call} ticket={value.ticket} />}
    </Drawer>
  );
}

function Detail({ call, ticket }: { call: Call; ticket: Ticket | null }) {
  const words = pageWords();
  const directions: Record<string, string> = callWords();
  const answers: Record<string, string> = surveyAnswerWords();
  return (
    <div class="detail">
      <div class="row">
        <Badge>{directions[call.direction]}</Badge>
        <OutcomeBadge call={call} />
        <span class="quiet clock">{call.id}</span>
      </div>
      <Facts
        facts={[
          [words.started, fullTime(call.started_at)],
          [words.caller, call.caller],
          [words.called, call.called],
          [words.hotline, call.called_name],
          [words.origin, call.origin],
          [words.queue, call.queue],
          [words.agent, call.agent],
          [words.wait, duration(call.wait_s)],
          [words.to_person, duration(call.to_person_s)],
          [words.talk, duration(call.talk_s)],
          [words.notice, call.notice && (ticket?.subject || `#${call.notice}`)],
          [words.survey, call.survey && (answers[call.survey.answer ?? ""] ?? words.no_answer)],
          [words.ticket, call.ticket && <a href={`/tickets/${call.ticket}`}>{call.ticket}</a>],
          [words.callback, call.callback && <a href={`/callbacks/${call.callback}`}>{call.callback}</a>],
        ]}
      />
      <section aria-labelledby="recording-title">
        <h3 id="recording-title">{words.recording}</h3>
        {call.recording ? <Player call={call.id} /> : <Empty>{words.no_recording}</Empty>}
      </section>
      <section aria-labelledby="story-title">
        <h3 id="story-title">{words.story}</h3>
        <Steps steps={storyOf(call, words)} show={clock} />
      </section>
      {ticket && (
        <section aria-labelledby="notes-title">
          <h3 id="notes-title">
            {words.ticket} · {ticket.subject}
          </h3>
          <p class="said">{ticket.content}</p>
          <Steps
            steps={ticket.notes.map((note) => ({ at: note.at, text: note.text, more: note.author }))}
            show={clock}
          />
        </section>
      )}
    </div>
  );
}
