import { needsReason, reason } from "../lib/reason";
import { Field } from "./Field";
import { uiWords } from "./texts";

/** Auditors see numbers masked until they say why they look. */
export function ReasonField() {
  const words = uiWords();
  if (!needsReason()) return null;
  return (
    <Field label={words.reason} class="reason">
      <input
        name="reason"
        maxLength={200}
        placeholder={words.reasonHint}
        defaultValue={reason.value}
        onChange={(event) => {
          reason.value = event.currentTarget.value.trim();
        }}
      />
    </Field>
  );
}
