import type { ComponentChildren } from "preact";

export type Level = "good" | "warn" | "bad" | "info" | "strong" | "";

export function Badge({
  level = "",
  class: more = "",
  children,
}: {
  level?: Level;
  class?: string;
  children: ComponentChildren;
}) {
  return <span class={`badge ${level} ${more}`}>{children}</span>;
}
