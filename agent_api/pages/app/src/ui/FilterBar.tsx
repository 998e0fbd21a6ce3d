import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { place, setQuery } from "../shell/router";
import { Button } from "./Button";
import { Field } from "./Field";
import { uiWords } from "./texts";

const TYPED_MS = 350;

interface TextFilterProps {
  name: string;
  label: string;
  placeholder?: string;
  maxLength?: number;
}

/** A filter that is typed: it stands in the address a moment after the last key, or at Enter. */
export function TextFilter({ name, label, ...rest }: TextFilterProps) {
  const timer = useRef(0);
  const input = useRef<HTMLInputElement>(null);
  const value = place.value.query[name] ?? "";
  useEffect(() => {
    if (input.current && document.activeElement !== input.current) input.current.value = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const put = (said: string): void => {
    clearTimeout(timer.current);
    setQuery({ [name]: said.trim() });
  };
  return (
    <Field label={label}>
      <input
        {...rest}
        ref={input}
        name={name}
        type="search"
        defaultValue={value}
        onInput={(event) => {
          const said = event.currentTarget.value;
          clearTimeout(timer.current);
          timer.current = window.setTimeout(() => put(said), TYPED_MS);
        }}
        onKeyDown={(event) => event.key === "Enter" && put(event.currentTarget.value)}
      />
    </Field>
  );
}

interface ChoiceFilterProps {
  name: string;
  label: string;
  /** value and text; "all" is added */
  options: readonly (readonly [string, string])[];
}

export function ChoiceFilter({ name, label, options }: ChoiceFilterProps) {
  return (
    <Field label={label}>
      <select
        name={name}
        value={place.value.query[name] ?? ""}
        onChange={(event) => setQuery({ [name]: event.currentTarget.value })}
      >
        <option value="">{uiWords().all}</option>
        {options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** The filters of a list. They live in the address: a link to it shows the same list, and Back undoes nothing by surprise. */
export function FilterBar({ children }: { children: ComponentChildren }) {
  const query = place.value.query;
  const clear = (): void => setQuery(Object.fromEntries(Object.keys(query).map((name) => [name, undefined])));
  return (
    <search class="filters no-print" aria-label={uiWords().filters}>
      {children}
      {Object.keys(query).length > 0 && <Button onClick={clear}>{uiWords().clear}</Button>}
    </search>
  );
}
