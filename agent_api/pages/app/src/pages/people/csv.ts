/** Files of people: read as a spreadsheet wrote them, and written so that a spreadsheet runs nothing. */
import type { Roster } from "../../api/types";

/** UTF-8, or what Excel writes in China. */
export async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}

const FORMULA = /^\s*[=+\-@＝＋－＠\t\r]/;

/** A cell that is text and nothing else. */
export function cell(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}

/** With a mark, without which Excel misreads Chinese. */
const file = (lines: string[][]): Blob =>
  new Blob([`\ufeff${lines.map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`], { type: "text/csv" });

export const template = (titles: string[], queues: string): Blob =>
  file([titles, ["wangfang", "王芳", "座席", "1001", queues]]);

export const passwords = (titles: string[], agents: Roster["agents"]): Blob =>
  file([
    titles,
    ...agents.map((one) => [
      one.username,
      one.name,
      one.password ?? "",
      one.extension ?? "",
      one.sip_secret ?? "",
    ]),
  ]);

export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
