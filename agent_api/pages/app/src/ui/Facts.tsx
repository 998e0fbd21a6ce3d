import type { ComponentChildren } from "preact";

export type Fact = readonly [string, ComponentChildren];

/** Names and values; those without a value are left out. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== "")
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

export interface Step {
  at: string;
  text: ComponentChildren;
  more?: ComponentChildren;
}

/** What happened, in order. `show` writes the time. */
export function Steps({ steps, show }: { steps: readonly Step[]; show: (at: string) => string }) {
  return (
    <ol class="steps">
      {steps.map((step, place) => (
        <li key={place}>
          <time class="clock" dateTime={step.at}>
            {show(step.at)}
          </time>
          <span>
            {step.text}
            {step.more && <span class="quiet"> {step.more}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}
