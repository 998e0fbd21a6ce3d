/** The notices that callers hear now, with how many said that this is why they ring. */
import { useEffect, useState } from "preact/hooks";
import { type Answer, api } from "../../api/client";
import { filled } from "../../lib/language";
import { words as noticeWords } from "../notices/texts";

const AGAIN_MS = 10_000;
const LISTED = 4;
type Notice = Answer<"get", "/notices">["items"][number];

export function Notices() {
  const [notices, setNotices] = useState<Notice[]>([]);
  const words = noticeWords();
  useEffect(() => {
    const read = (): void => {
      api.get("/notices", { query: { limit: 100 } }).then(
        (found) => setNotices(found.items.filter((one) => one.holds)),
        () => null, // the wall itself says when the server is away
      );
    };
    read();
    const timer = setInterval(read, AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  if (!notices.length) return null;
  return (
    <section class="panel notices-now" aria-label={words.notices}>
      <ul>
        {notices.slice(0, LISTED).map((one) => (
          <li key={one.id}>
            {one.counts ? filled(words.on_wall, { title: one.title, n: one.count }) : one.title}
          </li>
        ))}
      </ul>
    </section>
  );
}
