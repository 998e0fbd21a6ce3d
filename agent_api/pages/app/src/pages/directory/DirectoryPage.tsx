import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { type Answer, api } from "../../api/client";
import type { DirectoryEntry } from "../../api/types";
import { toastProblem } from "../../ui/Toast";
import { Edits } from "./Edits";
import { Entries } from "./Entries";
import { EntryForm } from "./EntryForm";
import { Report } from "./Report";
import { words as directoryWords } from "./texts";

export type Edit = Answer<"get", "/directory/edits">["items"][number];

/** 转接目录: what agents may send calls to with one key, and which of the targets pick up. */
export default function DirectoryPage() {
  const [entries, setEntries] = useState<DirectoryEntry[] | null>(null);
  const [edits, setEdits] = useState<Edit[] | null>(null);
  const [edited, setEdited] = useState<DirectoryEntry | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const words = directoryWords();

  const read = useCallback(async () => {
    const [directory, history] = await Promise.all([
      api.get("/directory"),
      api.get("/directory/edits", { query: { limit: 20 } }),
    ]);
    setEntries(directory.items);
    setEdits(history.items);
  }, []);
  useEffect(() => {
    read().catch(toastProblem);
  }, [read]);

  async function remove(entry: DirectoryEntry): Promise<void> {
    if (!confirm(`${words.remove} ${entry.name}?`)) return;
    await api.delete("/directory/{key}", { path: { key: entry.key } }).catch(toastProblem);
    if (edited?.key === entry.key) setEdited(null);
    await read();
    heading.current?.focus();
  }

  return (
    <div class="page directory">
      <section class="card" aria-labelledby="entries-title">
        <h2 id="entries-title" ref={heading} tabIndex={-1}>
          {words.entries}
        </h2>
        <p class="quiet">{words.keyed}</p>
        <div id="entries">
          {entries && (
            <Entries
              entries={entries}
              onEdit={setEdited}
              onRemove={(entry) => void remove(entry).catch(toastProblem)}
            />
          )}
        </div>
      </section>
      <EntryForm
        key={edited?.key ?? ""}
        entry={edited}
        onDone={async () => {
          setEdited(null);
          await read();
        }}
        onLeave={() => setEdited(null)}
      />
      <Report />
      <section class="card" aria-labelledby="edits-title">
        <h2 id="edits-title">{words.edits}</h2>
        <ul id="edits">{edits && <Edits edits={edits} />}</ul>
      </section>
    </div>
  );
}
