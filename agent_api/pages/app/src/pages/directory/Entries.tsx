import type { DirectoryEntry } from "../../api/types";
import { duration } from "../../lib/clock";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { type Column, Table } from "../../ui/Table";
import { words as directoryWords, extraWords } from "./texts";

interface EntriesProps {
  entries: DirectoryEntry[];
  onEdit: (entry: DirectoryEntry) => void;
  onRemove: (entry: DirectoryEntry) => void;
}

export function Entries({ entries, onEdit, onRemove }: EntriesProps) {
  const words = directoryWords();
  const columns: Column<DirectoryEntry>[] = [
    { head: words.code, cell: (entry) => entry.code, class: "clock" },
    {
      head: words.name,
      isName: true,
      cell: (entry) => (
        <>
          {entry.name} {entry.emergency && <Badge level="bad">{words.emergency}</Badge>}
          {entry.note_required && <Badge>{words.note_required}</Badge>}
        </>
      ),
    },
    { head: words.numbers, cell: (entry) => entry.numbers.join(" → ") },
    {
      head: words.hours,
      cell: (entry) => (
        <>
          {entry.hours.join(" ") || words.always} {!entry.open && <Badge>{words.closed}</Badge>}
        </>
      ),
    },
    { head: words.ring, cell: (entry) => duration(entry.ring_s) },
    {
      head: <span class="unseen">{words.edit}</span>,
      cell: (entry) => (
        <span class="row">
          <Button kind="plain" class="edit" onClick={() => onEdit(entry)}>
            {words.edit}
          </Button>
          <Button kind="plain" class="remove" onClick={() => onRemove(entry)}>
            {words.remove}
          </Button>
        </span>
      ),
    },
  ];
  if (!entries.length) return <Empty>{extraWords().no_directory}</Empty>;
  return (
    <Table
      label={words.entries}
      columns={columns}
      rows={entries}
      keyOf={(entry) => entry.key}
      rowClass={(entry) => (entry.open ? "" : "closed")}
      rowProps={(entry) => ({ "data-key": entry.key })}
    />
  );
}
