import type { TargetedKeyboardEvent } from "preact";

interface TabsProps<Key extends string> {
  label: string;
  tabs: readonly (readonly [Key, string])[];
  on: Key;
  onChange: (key: Key) => void;
}

/** Tabs, moved through with the arrow keys. */
export function Tabs<Key extends string>({ label, tabs, on, onChange }: TabsProps<Key>) {
  function move(event: TargetedKeyboardEvent<HTMLDivElement>): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const place = tabs.findIndex(([key]) => key === on);
    const next = tabs[(place + step + tabs.length) % tabs.length];
    if (!next) return;
    onChange(next[0]);
    event.currentTarget.querySelectorAll("button")[tabs.indexOf(next)]?.focus();
  }
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
      {tabs.map(([key, text]) => (
        <button
          key={key}
          type="button"
          role="tab"
          class={key === on ? "tab on" : "tab"}
          aria-selected={key === on}
          tabIndex={key === on ? 0 : -1}
          onClick={() => onChange(key)}
        >
          {text}
        </button>
      ))}
    </div>
  );
}
