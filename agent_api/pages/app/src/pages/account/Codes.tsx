import { useEffect, useRef, useState } from "preact/hooks";
import { type Answer, api, statusOf } from "../../api/client";
import { fieldOf } from "../../lib/forms";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { reasonOf } from "./reason";
import { words as accountWords } from "./texts";

type State = Answer<"get", "/agents/me/totp">;
type Secret = Answer<"post", "/agents/me/totp">;

/** One-time codes: set up with an authenticator app, which shows the secret's QR code once. */
export function Codes() {
  const [state, setState] = useState<State | null>(null);
  const [secret, setSecret] = useState<Secret | null>(null);
  const [error, setError] = useState("");
  const code = useRef<HTMLInputElement>(null);
  const words = accountWords();

  useEffect(() => {
    api.get("/agents/me/totp").then(setState, (refused) => setError(reasonOf(refused)));
  }, []);
  useEffect(() => {
    if (secret) code.current?.focus({ preventScroll: true }); // the QR code stays in sight
  }, [secret]);

  async function begin(event: Event): Promise<void> {
    event.preventDefault();
    setError("");
    try {
      const password = fieldOf(event.currentTarget as HTMLFormElement, "password");
      setSecret(await api.post("/agents/me/totp", { body: { password } }));
    } catch (refused) {
      setError(reasonOf(refused));
    }
  }

  async function confirm(event: Event): Promise<void> {
    event.preventDefault();
    setError("");
    try {
      const given = fieldOf(event.currentTarget as HTMLFormElement, "code");
      await api.post("/agents/me/totp/confirm", { body: { code: given } });
      setSecret(null);
      setState((before) => before && { ...before, enabled: true });
    } catch (refused) {
      setError(statusOf(refused) === 422 ? words.code_wrong : reasonOf(refused));
    }
  }

  if (!state) return error ? <p class="error">{error}</p> : null;
  const told = state.enabled ? words.codes_on : state.required ? words.codes_required : words.codes_off;
  return (
    <>
      <h2 id="codes-title">{words.codes}</h2>
      <p id="codes-say" role="status">
        {told}
      </p>
      <form id="begin" hidden={state.enabled || secret !== null} onSubmit={(event) => void begin(event)}>
        <Field label={words.old}>
          <input
            id="codes-password"
            name="password"
            type="password"
            autocomplete="current-password"
            required
            maxLength={256}
          />
        </Field>
        <div>
          <Button type="submit">{words.begin}</Button>
        </div>
      </form>
      {secret && (
        <form id="confirm" onSubmit={(event) => void confirm(event)}>
          <p>{words.scan}</p>
          <p>
            <img id="qr" class="qr" alt={words.qr} src={secret.qr} />
          </p>
          <p>{words.secret}</p>
          <p>
            <code id="secret">{secret.secret.replace(/(.{4})(?=.)/g, "$1 ")}</code>
          </p>
          <p class="quiet">
            <code id="uri">{secret.uri}</code>
          </p>
          <Field label={words.code}>
            <input
              ref={code}
              id="code"
              name="code"
              inputMode="numeric"
              autocomplete="one-time-code"
              required
              maxLength={16}
            />
          </Field>
          <div>
            <Button type="submit" kind="primary">
              {words.confirm}
            </Button>
          </div>
        </form>
      )}
      <p id="codes-error" class="error" role="alert" hidden={!error}>
        {error}
      </p>
    </>
  );
}
