import { type Answer, api } from "../../api/client";
import { fullTime } from "../../lib/clock";
import { useList } from "../../lib/list";
import { type Column, ListTable } from "../../ui/Table";
import { words as pageWords } from "./texts";

type Edit = Answer<"get", "/directory/edits">["items"][number];

/** Who edited the directory. */
export function EditsTab() {
  const words = pageWords();
  const list = useList<Edit>(
    (cursor) => api.get("/directory/edits", { query: { limit: 50, ...(cursor && { cursor }) } }),
    "",
  );
  const kinds: Record<string, string> = words.edit_kind;
  const columns: Column<Edit>[] = [
    { head: words.at, cell: (one) => fullTime(one.at), class: "clock" },
    { head: words.user, cell: (one) => one.username, isName: true },
    { head: words.edit, cell: (one) => kinds[one.what] ?? one.what },
    { head: words.entry, cell: (one) => one.key },
    { head: words.detail, cell: (one) => JSON.stringify(one.entry), class: "fill quiet" },
  ];
  return (
    <ListTable
      label={words.tabs.edits}
      list={list}
      columns={columns}
      keyOf={(one) => one.id}
      empty={words.none}
    />
  );
}
