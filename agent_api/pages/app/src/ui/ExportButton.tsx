import { useState } from "preact/hooks";
import { download } from "../api/client";
import { language } from "../lib/language";
import { Button } from "./Button";
import { Icon } from "./Icon";
import { toastProblem } from "./Toast";
import { uiWords } from "./texts";

type Format = "csv" | "xlsx";

interface ExportProps {
  /** the list's path below /api/v1, for example "/tickets" */
  path: string;
  /** its filters, as the list itself sends them */
  query: Record<string, string | undefined>;
  name: string;
  /** why, where the role must say so */
  reason?: string;
}

function saveAs(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Exports all that the filters find, not one page: the server streams it and records who did. */
export function ExportButton({ path, query, name, reason }: ExportProps) {
  const [busy, setBusy] = useState(false);
  const [format, setFormat] = useState<Format>("xlsx");
  const words = uiWords();
  async function run(): Promise<void> {
    setBusy(true);
    try {
      saveAs(await download(path, { ...query, format, lang: language.value }, reason), `${name}.${format}`);
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <span class="row no-print">
      <select
        class="export-format"
        aria-label={words.exportAs}
        value={format}
        onChange={(event) => setFormat(event.currentTarget.value as Format)}
      >
        <option value="xlsx">XLSX</option>
        <option value="csv">CSV</option>
      </select>
      <Button disabled={busy} onClick={() => void run()}>
        <Icon name="download" />
        {busy ? words.exporting : words.export}
      </Button>
    </span>
  );
}
