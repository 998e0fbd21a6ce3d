import { place, setQuery } from "../../shell/router";
import { Tabs } from "../../ui/Tabs";
import { AccessTab } from "./AccessTab";
import { EditsTab } from "./EditsTab";
import { LooksTab } from "./LooksTab";
import { words as pageWords } from "./texts";

type Tab = "looks" | "exports" | "access" | "edits";
const TABS: readonly Tab[] = ["looks", "exports", "access", "edits"];

/** 审计: looks, exports, log-ins, forced states and edits, each with who, when and why. */
export default function AuditPage() {
  const words = pageWords();
  const query = place.value.query;
  const tab = TABS.find((one) => one === query["tab"]) ?? "looks";
  const change = (to: Tab): void => {
    const cleared = Object.fromEntries(Object.keys(query).map((name) => [name, undefined]));
    setQuery({ ...cleared, tab: to === "looks" ? undefined : to, from: query["from"], to: query["to"] });
  };
  return (
    <div class="page list-page audit">
      <section class="card" aria-label={words.audit}>
        <Tabs
          label={words.audit}
          tabs={TABS.map((one) => [one, words.tabs[one]] as const)}
          on={tab}
          onChange={change}
        />
        {(tab === "looks" || tab === "exports") && <LooksTab key={tab} areExports={tab === "exports"} />}
        {tab === "access" && <AccessTab />}
        {tab === "edits" && <EditsTab />}
      </section>
    </div>
  );
}
