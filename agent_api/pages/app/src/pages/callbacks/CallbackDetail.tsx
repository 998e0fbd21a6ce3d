import { api } from "../../api/client";
import type { Callback, Schemas } from "../../api/types";
import { useAnswer } from "../../lib/answer";
import { dayAndTime, duration, fullTime } from "../../lib/clock";
import { reason, withReason } from "../../lib/reason";
import { me, supervises } from "../../shell/session";
import { Drawer } from "../../ui/Dialog";
import { Empty } from "../../ui/Empty";
import { Facts, Steps } from "../../ui/Facts";
import { problemText } from "../../ui/Toast";
import { callbackOutcomeWords, callbackReasonWords } from "../../words/callbacks";
import { missedWords } from "../../words/calls";
import { CallbackActions } from "./CallbackActions";
import { Marks, StatusBadge, whyNotYet } from "./CallbacksPage";
import { words as pageWords } from "./texts";

type Story = Schemas["CallbackStory"];

interface DetailProps {
  id: string;
  onChanged: () => void;
  onClose: () => void;
}

async function load(id: string): Promise<{ one: Callback; story: Story }> {
  const [one, story] = await Promise.all([
    api.get("/callbacks/{id}", { path: { id }, ...withReason() }),
    api.get("/callbacks/{id}/story", { path: { id }, ...withReason() }),
  ]);
  return { one, story };
}

/** One callback: what was missed, each attempt, and what a supervisor may do. */
export function CallbackDetail({ id, onChanged, onClose }: DetailProps) {
  const words = pageWords();
  const { value, error, reload } = useAnswer(() => load(id), `${id} ${reason.value}`);
  const changed = (): void => {
    reload();
    onChanged();
  };
  return (
    <Drawer title={value ? `${words.callbacks} ${value.one.number}` : words.callbacks} onClose={onClose}>
      {error !== null && <p class="error">{problemText(error)}</p>}
      {value && (
        <div class="detail">
          <Head one={value.one} ticket={value.story.ticket} />
          {me.value && supervises(me.value) && <CallbackActions one={value.one} onDone={changed} />}
          <StoryOf story={value.story} />
        </div>
      )}
    </Drawer>
  );
}

function Head({ one, ticket }: { one: Callback; ticket: string | null }) {
  const words = pageWords();
  const outcomes: Record<string, string> = callbackOutcomeWords();
  return (
    <>
      <div class="row">
        <StatusBadge one={one} /> <Marks one={one} />
      </div>
      <Facts
        facts={[
          [words.why, whyNotYet(one)],
          [words.missed, fullTime(one.missed_at)],
          [words.next, one.next_at && fullTime(one.next_at)],
          [words.attempts, one.attempts],
          [words.agent, one.agent],
          [words.reserved, one.reserved_for],
          [words.queue, one.queue],
          [words.result, one.outcome && outcomes[one.outcome]],
          [words.reached_at, one.reached_at && fullTime(one.reached_at)],
          [words.ended_at, one.ended_at && fullTime(one.ended_at)],
          [words.cancelled_by, one.cancelled_by],
          [words.cancel_reason, one.cancel_reason],
          [words.ticket, ticket && <a href={`/tickets/${ticket}`}>{ticket}</a>],
        ]}
      />
    </>
  );
}

function StoryOf({ story }: { story: Story }) {
  const words = pageWords();
  const missed: Record<string, string> = missedWords();
  const results: Record<string, string> = { ...callbackReasonWords(), reached: words.reached };
  const result = (one: string | null): string => (one ? (results[one] ?? one) : words.under_way);
  return (
    <>
      <section aria-labelledby="missed-title">
        <h3 id="missed-title">{words.missed_calls}</h3>
        <Steps
          show={dayAndTime}
          steps={story.missed.map((call) => ({
            at: call.started_at,
            text: (
              <a href={`/calls/${encodeURIComponent(call.call)}`}>
                {call.missed_in && missed[call.missed_in]}
              </a>
            ),
            more: `${call.called_name || call.called} · ${duration(call.wait_s)}`,
          }))}
        />
      </section>
      <section aria-labelledby="tried-title">
        <h3 id="tried-title">{words.tried}</h3>
        {story.attempts.length === 0 && <Empty>{words.no_attempts}</Empty>}
        <Steps
          show={dayAndTime}
          steps={story.attempts.map((one) => ({
            at: one.created_at,
            text: result(one.result),
            more: one.agent,
          }))}
        />
      </section>
    </>
  );
}
