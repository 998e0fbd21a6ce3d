import { useState } from "preact/hooks";
import { api, messageOf, Refused, statusOf } from "../../api/client";
import type { Me, Role, Schemas } from "../../api/types";
import { fieldOf } from "../../lib/forms";
import { filled } from "../../lib/language";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { toast } from "../../ui/Toast";
import { uiWords } from "../../ui/texts";
import { usualPenalties } from "./List";
import type { QueueName } from "./PeoplePage";
import { words as peopleWords, roleWords } from "./texts";

interface PersonFormProps {
  /** null is a new one */
  person: Me | null;
  queues: QueueName[];
  onDone: (agent: Me, secret: string | null) => void;
  onClose: () => void;
}

type Skill = Schemas["Skill"];
type Made = Schemas["AgentMade"];

const ROLES: Role[] = ["agent", "supervisor", "admin", "auditor"];

/** The ticked queues; a penalty stays as it was. */
function skills(form: HTMLFormElement, before: Record<string, number>): Skill[] {
  return new FormData(form)
    .getAll("queue")
    .map((name) => ({ name: String(name), penalty: before[String(name)] ?? 0 }));
}

function added(form: HTMLFormElement): Promise<Made> {
  return api.post("/agents", {
    body: {
      username: fieldOf(form, "username").trim(),
      password: fieldOf(form, "password"),
      name: fieldOf(form, "name").trim(),
      role: fieldOf(form, "role") as Role,
      extension: fieldOf(form, "extension").trim() || null,
      sip_secret: fieldOf(form, "secret") || null,
      queues: skills(form, {}),
    },
  });
}

function changed(form: HTMLFormElement, person: Me): Promise<Made> {
  const [password, secret] = [fieldOf(form, "password"), fieldOf(form, "secret")];
  const extension = fieldOf(form, "extension").trim() || null;
  return api.patch("/agents/{username}", {
    path: { username: person.username },
    body: {
      name: fieldOf(form, "name").trim(),
      role: fieldOf(form, "role") as Role,
      queues: skills(form, usualPenalties(person)),
      ...(extension !== person.extension && { extension }),
      ...(password && { password }),
      ...(secret && { sip_secret: secret }),
      ...(fieldOf(form, "anew") === "on" && { new_sip_secret: true }),
    },
  });
}

export function PersonForm({ person, queues, onDone, onClose }: PersonFormProps) {
  const [error, setError] = useState("");
  const [wrong, setWrong] = useState<Record<string, string>>({});
  const words = peopleWords();
  const serves = person ? usualPenalties(person) : {};

  function refuse(refused: unknown): void {
    const errors = refused instanceof Refused ? refused.errors : [];
    setWrong(Object.fromEntries(errors.map((one) => [one.field ?? "", one.expected ?? ""])));
    setError(statusOf(refused) === undefined ? uiWords().unreachable : messageOf(refused));
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    setError("");
    setWrong({});
    try {
      const made = await (person ? changed(form, person) : added(form));
      toast(filled(words.saved, { name: made.name }));
      onDone(made, made.sip_secret);
    } catch (refused) {
      refuse(refused);
    }
  }

  return (
    <Dialog
      title={person ? filled(words.changeTitle, { name: person.name }) : words.newAgent}
      onClose={onClose}
    >
      <form id="person" autocomplete="off" onSubmit={(event) => void submit(event)}>
        <Field label={words.username} error={wrong["username"] ?? null}>
          <input
            name="username"
            required
            maxLength={32}
            pattern="[A-Za-z0-9][A-Za-z0-9._\-]*"
            autocomplete="off"
            defaultValue={person?.username}
            disabled={person !== null}
          />
        </Field>
        <Field label={words.name} error={wrong["name"] ?? null}>
          <input name="name" required maxLength={64} autocomplete="off" defaultValue={person?.name} />
        </Field>
        <Field label={words.role} error={wrong["role"] ?? null}>
          <select name="role" defaultValue={person?.role ?? "agent"}>
            {ROLES.map((role) => (
              <option key={role} value={role} selected={role === (person?.role ?? "agent")}>
                {roleWords()[role]}
              </option>
            ))}
          </select>
        </Field>
        <Field label={words.extension} error={wrong["extension"] ?? null}>
          <input
            name="extension"
            maxLength={6}
            inputMode="numeric"
            autocomplete="off"
            defaultValue={person?.extension ?? ""}
          />
        </Field>
        {/* the hints stand beside the labels: a field is called by its label alone */}
        <Field label={words.password} error={wrong["password"] ?? null}>
          <input
            name="password"
            type="password"
            required={!person}
            maxLength={256}
            autocomplete="new-password"
            aria-describedby="password-hint"
          />
        </Field>
        <p id="password-hint" class="quiet">
          {person ? words.newPassword : words.passwordHint}
        </p>
        <Field label={words.secret} error={wrong["sip_secret"] ?? null}>
          <input name="secret" maxLength={128} autocomplete="off" aria-describedby="secret-hint" />
        </Field>
        <p id="secret-hint" class="quiet">
          {person?.extension ? words.secretKept : words.secretHint}
        </p>
        {person?.extension && (
          <label class="choice">
            <input name="anew" type="checkbox" />
            {words.secretAnew}
          </label>
        )}
        <fieldset>
          <legend>{words.queues}</legend>
          <div class="row">
            {queues.map(({ name }) => (
              <label key={name} class="choice">
                <input name="queue" type="checkbox" value={name} defaultChecked={name in serves} />
                {name}
              </label>
            ))}
          </div>
        </fieldset>
        <p class="error" role="alert" hidden={!error}>
          {error}
        </p>
        <div class="row">
          <Button type="submit" kind="primary">
            {words.save}
          </Button>
          <Button onClick={onClose}>{words.cancel}</Button>
        </div>
      </form>
    </Dialog>
  );
}
