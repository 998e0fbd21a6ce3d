import { useEffect, useState } from "preact/hooks";
import { download } from "../../api/client";
import { dayAndTime } from "../../lib/clock";
import { Badge } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { type Column, Table } from "../../ui/Table";
import { toastProblem } from "../../ui/Toast";
import type { Notice, Queue } from "./NoticesPage";
import { words as noticeWords } from "./texts";

interface NoticeTableProps {
  notices: Notice[];
  queues: readonly Queue[];
  onEdit: (notice: Notice) => void;
  onRemove: (notice: Notice) => void;
}

function State({ notice }: { notice: Notice }) {
  const words = noticeWords();
  if (notice.holds && !notice.audible) return <Badge level="warn">{words.preparing}</Badge>;
  if (notice.holds) return <Badge level="good">{words.holds}</Badge>;
  return <Badge>{Date.parse(notice.until) < Date.now() ? words.over : words.ahead}</Badge>;
}

const Period = ({ notice }: { notice: Notice }) => (
  <>
    {dayAndTime(notice.from)}
    <br />
    {dayAndTime(notice.until)}
  </>
);

export function NoticeTable({ notices, queues, onEdit, onRemove }: NoticeTableProps) {
  const words = noticeWords();
  const [playing, setPlaying] = useState<{ id: number; url: string } | null>(null);
  useEffect(() => () => void (playing && URL.revokeObjectURL(playing.url)), [playing]);

  async function play(notice: Notice): Promise<void> {
    const sound = await download(`/notices/${notice.id}/sound`, {});
    setPlaying({ id: notice.id, url: URL.createObjectURL(sound) });
  }

  const titleOf = (name: string): string => queues.find((one) => one.name === name)?.title ?? name;
  const columns: Column<Notice>[] = [
    {
      head: words.title,
      isName: true,
      cell: (one) => (
        <>
          {one.title} {one.recorded && <Badge level="info">{words.recorded}</Badge>}
          <p class="said quiet">{one.text}</p>
        </>
      ),
    },
    { head: words.queues, cell: (one) => one.queues.map(titleOf).join(" ") || words.all },
    {
      head: words.period,
      cell: (one) => <Period notice={one} />,
      class: "clock",
    },
    { head: words.state, cell: (one) => <State notice={one} /> },
    { head: words.count, cell: (one) => (one.counts ? one.count : ""), class: "number" },
    { head: words.by, cell: (one) => one.changed_by },
    {
      head: <span class="unseen">{words.edit}</span>,
      cell: (one) => (
        <span class="row">
          {playing?.id === one.id ? (
            // biome-ignore lint/a11y/useMediaCaption: the text stands beside it
            <audio src={playing.url} controls autoplay aria-label={words.play} />
          ) : (
            <Button kind="plain" disabled={!one.audible} onClick={() => void play(one).catch(toastProblem)}>
              {words.play}
            </Button>
          )}
          <Button kind="plain" class="edit" onClick={() => onEdit(one)}>
            {words.edit}
          </Button>
          <Button kind="plain" class="remove" onClick={() => onRemove(one)}>
            {words.remove}
          </Button>
        </span>
      ),
    },
  ];
  if (!notices.length) return <Empty>{words.none}</Empty>;
  return (
    <Table
      label={words.notices}
      columns={columns}
      rows={notices}
      keyOf={(one) => one.id}
      rowProps={(one) => ({ "data-notice": String(one.id) })}
    />
  );
}
