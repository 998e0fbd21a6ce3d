import { useCallback, useEffect, useState } from "preact/hooks";
import { type Answer, api } from "../../api/client";
import { toastProblem } from "../../ui/Toast";
import { NoticeForm } from "./NoticeForm";
import { NoticeTable } from "./NoticeTable";
import { words as noticeWords } from "./texts";

export type Notice = Answer<"get", "/notices">["items"][number];
export type Queue = Answer<"get", "/wall">["queues"][number];

const AGAIN_MS = 5000; // counts grow, and a new sound is made within seconds

/** 公告: heard before the greeting, for a period, with a key that says "that is why I ring". */
export default function NoticesPage() {
  const [notices, setNotices] = useState<Notice[] | null>(null);
  const [queues, setQueues] = useState<readonly Queue[]>([]);
  const [edited, setEdited] = useState<Notice | null>(null);
  const words = noticeWords();

  const read = useCallback(async () => {
    setNotices((await api.get("/notices", { query: { limit: 100 } })).items);
  }, []);
  useEffect(() => {
    read().catch(toastProblem);
    api.get("/wall").then((wall) => setQueues(wall.queues), toastProblem);
    const timer = setInterval(() => read().catch(() => null), AGAIN_MS);
    return () => clearInterval(timer);
  }, [read]);

  async function remove(notice: Notice): Promise<void> {
    if (!confirm(`${words.remove} ${notice.title}?`)) return;
    await api.delete("/notices/{id}", { path: { id: String(notice.id) } });
    if (edited?.id === notice.id) setEdited(null);
    await read();
  }

  return (
    <div class="page notices">
      <section class="card" aria-labelledby="notices-title">
        <h2 id="notices-title">{words.notices}</h2>
        <p class="quiet">{words.about}</p>
        {notices && (
          <NoticeTable
            notices={notices}
            queues={queues}
            onEdit={setEdited}
            onRemove={(one) => void remove(one).catch(toastProblem)}
          />
        )}
      </section>
      <NoticeForm
        key={edited?.id ?? 0}
        notice={edited}
        queues={queues}
        onDone={async () => {
          setEdited(null);
          await read();
        }}
        onLeave={() => setEdited(null)}
      />
    </div>
  );
}
