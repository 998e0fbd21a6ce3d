import type { ComponentChildren, TargetedFocusEvent, TargetedKeyboardEvent } from "preact";
import type { List } from "../lib/list";
import { Button } from "./Button";
import { Empty } from "./Empty";
import { problemText } from "./Toast";
import { uiWords } from "./texts";

export interface Column<Item> {
  head: ComponentChildren;
  cell: (item: Item) => ComponentChildren;
  class?: string;
  /** the cell that names its row */
  isName?: boolean;
}

interface TableProps<Item> {
  label: string;
  columns: readonly Column<Item>[];
  rows: readonly Item[];
  keyOf: (item: Item) => string | number;
  /** Enter or a click on a row; with it the arrow keys walk through the rows. */
  onOpen?: (item: Item) => void;
  /** The arrow keys walk through the rows though nothing opens: the tab key goes to the first one. */
  walks?: boolean;
  isChosen?: (item: Item) => boolean;
  rowClass?: (item: Item) => string;
  /** further attributes of a row, such as data-key */
  rowProps?: (item: Item) => Record<string, string>;
}

const PRESSED_ELSEWHERE = "a, button, input, select, label";

function walk(event: TargetedKeyboardEvent<HTMLTableRowElement>): boolean {
  const row = event.currentTarget;
  const next = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
  if (!(next instanceof HTMLElement) || event.target !== row) return false;
  event.preventDefault();
  next.focus();
  return true;
}

/** The row that had the keyboard last is marked, so that a key can lead back to it. */
function markLast(event: TargetedFocusEvent<HTMLTableRowElement>): void {
  const row = event.currentTarget;
  for (const other of row.parentElement?.querySelectorAll(".last") ?? []) other.classList.remove("last");
  row.classList.add("last");
}

export function Table<Item>(props: TableProps<Item>) {
  const { label, columns, rows, keyOf, onOpen, walks = false, isChosen, rowClass, rowProps } = props;
  const opening = (item: Item) =>
    onOpen && {
      tabIndex: 0,
      onClick: (event: MouseEvent) => !(event.target as Element).closest(PRESSED_ELSEWHERE) && onOpen(item),
      onKeyDown: (event: TargetedKeyboardEvent<HTMLTableRowElement>) => {
        if (!walk(event) && event.key === "Enter" && event.target === event.currentTarget) onOpen(item);
      },
    };
  const walking = (place: number) =>
    walks && { tabIndex: place ? -1 : 0, onKeyDown: walk, onFocus: markLast };
  return (
    <div class="table-box" {...(onOpen || walks ? {} : { tabIndex: 0, role: "group", "aria-label": label })}>
      <table class="table" aria-label={label}>
        <thead>
          <tr>
            {columns.map((column, place) => (
              <th key={place} scope="col" class={column.class}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((item, place) => (
            <tr
              key={keyOf(item)}
              class={`${onOpen ? "pressable" : ""} ${isChosen?.(item) ? "chosen" : ""} ${rowClass?.(item) ?? ""}`}
              {...opening(item)}
              {...walking(place)}
              {...rowProps?.(item)}
            >
              {columns.map((column, place) =>
                column.isName ? (
                  <th key={place} scope="row" class={column.class}>
                    {column.cell(item)}
                  </th>
                ) : (
                  <td key={place} class={column.class}>
                    {column.cell(item)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ListTableProps<Item> extends Omit<TableProps<Item>, "rows"> {
  list: List<Item>;
  empty?: ComponentChildren;
}

/** A list of the API as a table: it says when it loads, when there is nothing and what went wrong; "more" is the next page. */
export function ListTable<Item>({ list, empty, ...table }: ListTableProps<Item>) {
  const words = uiWords();
  return (
    <div aria-busy={list.loading}>
      {list.items.length > 0 && <Table rows={list.items} {...table} />}
      {list.error !== null && (
        <p class="error row" role="alert">
          {problemText(list.error)} <Button onClick={list.reload}>{words.again}</Button>
        </p>
      )}
      {!list.loaded && list.loading && <Empty>{words.loading}</Empty>}
      {list.loaded && !list.items.length && <Empty>{empty ?? words.nothing}</Empty>}
      {list.more && (
        <div class="table-more">
          <Button onClick={list.more}>{words.more}</Button>
        </div>
      )}
    </div>
  );
}
