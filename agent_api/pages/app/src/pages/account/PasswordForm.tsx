import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { fieldOf } from "../../lib/forms";
import { me } from "../../shell/session";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { reasonOf } from "./reason";
import { words as accountWords } from "./texts";

const FIELDS = [
  ["old", "current-password"],
  ["new", "new-password"],
  ["again", "new-password"],
] as const;

export function PasswordForm() {
  const [error, setError] = useState("");
  const [isSaved, setSaved] = useState(false);
  const words = accountWords();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    setError("");
    setSaved(false);
    if (fieldOf(form, "new") !== fieldOf(form, "again")) return setError(words.differ);
    try {
      await api.post("/agents/me/password", {
        body: { old: fieldOf(form, "old"), new: fieldOf(form, "new") },
      });
      form.reset();
      setSaved(true);
    } catch (refused) {
      setError(reasonOf(refused));
    }
  }

  return (
    <form
      id="password"
      class="card"
      aria-labelledby="password-title"
      onSubmit={(event) => void submit(event)}
    >
      <h2 id="password-title">{words.password}</h2>
      <p class="quiet">{words.hint}</p>
      <input name="username" autocomplete="username" value={me.value?.username} readOnly hidden />
      {FIELDS.map(([name, complete]) => (
        <Field key={name} label={words[name]}>
          <input id={name} name={name} type="password" autocomplete={complete} required maxLength={256} />
        </Field>
      ))}
      <p id="password-error" class="error" role="alert" hidden={!error}>
        {error}
      </p>
      <p id="password-says" class="quiet" role="status">
        {isSaved && words.saved}
      </p>
      <div>
        <Button type="submit" kind="primary">
          {words.save}
        </Button>
      </div>
    </form>
  );
}
