import type { ComponentChildren } from "preact";

interface FieldProps {
  label: string;
  /** what is wrong with what stands in it */
  error?: string | null;
  hint?: string;
  class?: string;
  hidden?: boolean;
  children: ComponentChildren;
}

/** An input with its label, its hint and what is wrong with it. The input is the child. */
export function Field({ label, error, hint, class: more = "", hidden = false, children }: FieldProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label class={`field ${more}`} hidden={hidden}>
      {label}
      {children}
      {hint && <span class="hint">{hint}</span>}
      {error && (
        <span class="error" role="alert">
          {error}
        </span>
      )}
    </label>
  );
}
