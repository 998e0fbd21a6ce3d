import { useEffect, useState } from "preact/hooks";
import { api } from "../../api/client";
import type { Settings } from "../../api/types";
import { place, setQuery } from "../../shell/router";
import { Badge } from "../../ui/Badge";
import { FilterBar, TextFilter } from "../../ui/FilterBar";
import { type Column, Table } from "../../ui/Table";
import { toastProblem } from "../../ui/Toast";
import { words as settingsWords } from "./texts";

type Setting = Settings["file"][number];

function text(value: unknown): string {
  const words = settingsWords();
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (Array.isArray(value)) return value.map(text).join("、") || words.none;
  if (typeof value === "object" && value !== null)
    return (
      Object.entries(value)
        .map(([key, one]) => `${key}: ${text(one)}`)
        .join("；") || words.none
    );
  return String(value ?? "") || words.none;
}

function shownValue(setting: Setting): string {
  const words = settingsWords();
  if (!setting.secret) return text(setting.value);
  return setting.value ? words.isSet : words.isNotSet;
}

function State({ settings }: { settings: Settings }) {
  const words = settingsWords();
  if (settings.mistakes.length)
    return (
      <section class="card faults" role="alert">
        <h2 class="error">{words.mistakes}</h2>
        <ul>
          {settings.mistakes.map((one) => (
            <li key={one}>
              <code>{one}</code>
            </li>
          ))}
        </ul>
      </section>
    );
  if (settings.changed.length)
    return (
      <section class="card" role="status">
        <h2>{words.changed}</h2>
        <p>
          {settings.changed.map((key) => (
            <code key={key} class="badge warn">
              {key}
            </code>
          ))}
        </p>
      </section>
    );
  return (
    <p role="status">
      <Badge level="good">{words.fine}</Badge>
    </p>
  );
}

/** 设置: what is in force, and where it comes from. */
export default function SettingsPage() {
  const [settings, setSettings] = useState<Settings | null>(null);
  const words = settingsWords();
  useEffect(() => {
    api.get("/settings").then(setSettings, toastProblem);
  }, []);
  const { q, given } = place.value.query;
  const sources = { file: words.fromFile, environment: words.fromEnvironment, default: words.fromDefault };
  const columns: Column<Setting>[] = [
    { head: words.key, isName: true, cell: (one) => <code>{one.key}</code> },
    { head: words.value, cell: shownValue },
    {
      head: words.source,
      cell: (one) => <Badge level={one.source === "default" ? "" : "info"}>{sources[one.source]}</Badge>,
    },
  ];
  const shown = (some: Setting[]): Setting[] =>
    some.filter(
      (one) =>
        (!q || one.key.toLowerCase().includes(q.toLowerCase())) && (!given || one.source !== "default"),
    );
  if (!settings) return <div class="page settings" aria-busy="true" />;
  return (
    <div class="page settings">
      <p class="quiet">{words.intro}</p>
      <State settings={settings} />
      <FilterBar>
        <TextFilter name="q" label={words.find} />
        <label class="choice">
          <input
            type="checkbox"
            checked={Boolean(given)}
            onChange={(event) => setQuery({ given: event.currentTarget.checked ? "1" : "" })}
          />
          {words.onlyGiven}
        </label>
      </FilterBar>
      {(["file", "environment"] as const).map((part) => (
        <section key={part} class="card" aria-label={words[part]}>
          <h2>{words[part]}</h2>
          <Table
            label={words[part]}
            columns={columns}
            rows={shown(settings[part])}
            keyOf={(one) => one.key}
          />
        </section>
      ))}
    </div>
  );
}
