import { useState } from "preact/hooks";
import { api } from "../../api/client";
import { centre } from "../../lib/config";
import { fieldOf } from "../../lib/forms";
import { LookButtons } from "../../shell/Bar";
import { pageTitle } from "../../shell/screen";
import { logOut, me } from "../../shell/session";
import { shellWords } from "../../shell/texts";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { reasonOf } from "../account/reason";
import { words as accountWords } from "../account/texts";
import { firstWords } from "./texts";

const FIELDS = [
  ["old", "current-password"],
  ["new", "new-password"],
  ["again", "new-password"],
] as const;

/** An admin chose the password: it is changed before anything else. */
export function FirstPassword() {
  const [error, setError] = useState("");
  const [words, first] = [accountWords(), firstWords()];
  pageTitle.value = first.title;

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    setError("");
    if (fieldOf(form, "new") !== fieldOf(form, "again")) return setError(words.differ);
    try {
      await api.post("/agents/me/password", {
        body: { old: fieldOf(form, "old"), new: fieldOf(form, "new") },
      });
      if (me.value) me.value = { ...me.value, must_change_password: false };
    } catch (refused) {
      setError(reasonOf(refused));
    }
  }

  return (
    <main class="login">
      <h1>
        <span class="mark">{centre}</span> {shellWords().product}
      </h1>
      <form id="first-password" class="card login-form" onSubmit={(event) => void submit(event)}>
        <h2>{first.title}</h2>
        <p class="quiet">{first.why}</p>
        <p class="quiet">{words.hint}</p>
        <input name="username" autocomplete="username" value={me.value?.username} readOnly hidden />
        {FIELDS.map(([name, complete]) => (
          <Field key={name} label={words[name]}>
            <input id={name} name={name} type="password" autocomplete={complete} required maxLength={256} />
          </Field>
        ))}
        <p id="first-password-error" class="error" role="alert" hidden={!error}>
          {error}
        </p>
        <Button type="submit" kind="primary">
          {words.save}
        </Button>
        <Button kind="plain" onClick={() => void logOut()}>
          {shellWords().logOut}
        </Button>
      </form>
      <p class="login-links">
        <LookButtons />
      </p>
    </main>
  );
}
