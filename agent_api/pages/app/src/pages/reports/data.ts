/** What the page asks for: the traffic of the period and of the one before, transfers and agents. */
import { useEffect, useState } from "preact/hooks";
import { type Answer, api } from "../../api/client";
import { toastProblem } from "../../ui/Toast";
import { type Target, together } from "../directory/picking_up";
import { asked, earlier, type Period } from "./period";

export type Traffic = Answer<"get", "/figures/traffic">;
export type TrafficPeriod = Traffic["items"][number];
export type Survey = Answer<"get", "/figures/survey">;
type AgentFigures = Answer<"get", "/figures/agents">["items"][number];

export interface AgentSum {
  agent: string;
  name: string;
  answered: number;
  taken: number;
  reached: number;
  talk_s: number;
}

export interface Report {
  period: Period;
  traffic: Traffic;
  before: Traffic | null;
  targets: Target[];
  agents: AgentSum[];
  survey: { agent: Survey; queue: Survey };
}

/** Agents by the sum of their months, who answered most first. */
export function agentSums(items: readonly AgentFigures[]): AgentSum[] {
  const sums = new Map<string, AgentSum>();
  for (const { agent, name, answered, taken, reached, talk_s } of items) {
    const sum = sums.get(agent) ?? { agent, name, answered: 0, taken: 0, reached: 0, talk_s: 0 };
    sum.answered += answered;
    sum.taken += taken;
    sum.reached += reached;
    sum.talk_s += talk_s;
    sums.set(agent, sum);
  }
  return [...sums.values()].sort(
    (one, other) => other.answered - one.answered || other.reached - one.reached,
  );
}

async function read(period: Period, queue: string | undefined, compares: boolean): Promise<Report> {
  const days = asked(period);
  const of = (some: Period): Promise<Traffic> =>
    api.get("/figures/traffic", { query: { ...asked(some), by: some.by, ...(queue && { queue }) } });
  const [traffic, before, transfers, agents, byAgent, byQueue] = await Promise.all([
    of(period),
    compares ? of(earlier(period)) : null,
    api.get("/figures/transfers", { query: { ...days, by: "month" } }),
    api.get("/figures/agents", { query: { ...days, by: "month" } }),
    api.get("/figures/survey", { query: { ...days, by: "agent" } }),
    api.get("/figures/survey", { query: { ...days, by: "queue" } }),
  ]);
  return {
    period,
    traffic,
    before,
    targets: together(transfers.items),
    agents: agentSums(agents.items),
    survey: { agent: byAgent, queue: byQueue },
  };
}

/** The report of what the address asks for; the last one stays until the next one is there. */
export function useReport(
  period: Period,
  queue: string | undefined,
  compares: boolean,
): { report: Report | null; busy: boolean } {
  const [report, setReport] = useState<Report | null>(null);
  const [busy, setBusy] = useState(true);
  const { from, to, by } = period;
  useEffect(() => {
    let isOld = false;
    setBusy(true);
    read({ from, to, by }, queue, compares)
      .then((found) => !isOld && setReport(found), toastProblem)
      .finally(() => !isOld && setBusy(false));
    return () => {
      isOld = true;
    };
  }, [from, to, by, queue, compares]);
  return { report, busy };
}
