import { dayAndTime } from "../../lib/clock";
import type { Edit } from "./DirectoryPage";
import { words as directoryWords } from "./texts";

/** Who changed what, the newest first. */
export function Edits({ edits }: { edits: Edit[] }) {
  const words = directoryWords();
  if (!edits.length) return <li class="quiet">{words.no_edits}</li>;
  return (
    <>
      {edits.map((one) => (
        <li key={`${one.at} ${one.entry.key} ${one.what}`}>
          <span class="quiet">
            {dayAndTime(one.at)} {one.username}
          </span>{" "}
          {words[one.what as "added" | "changed" | "removed"]} {one.entry.name}{" "}
          <span class="quiet">{(one.entry.numbers as string[]).join(" → ")}</span>
        </li>
      ))}
    </>
  );
}
