import { useRef, useState } from "preact/hooks";
import { type Answer, api, Refused, statusOf } from "../../api/client";
import { token } from "../../api/token";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { words as loginWords } from "./texts";

type Words = ReturnType<typeof loginWords>;
type Said = keyof Words;

interface LogInFormProps {
  /** whose password is asked for; "" lets them say */
  username: string;
  onEntered: (answer: Answer<"post", "/login">) => void;
}

const asksForCode = (error: unknown): boolean =>
  error instanceof Refused && error.status === 401 && error.errors[0]?.field === "code";

function refusal(error: unknown, hadCode: boolean): Said {
  const status = statusOf(error);
  if (status === 401 || status === 422) return hadCode ? "code_wrong" : "wrong";
  if (status === 403) return "disabled";
  return status === 429 ? "too_often" : "unreachable";
}

export function LogInForm({ username, onEntered }: LogInFormProps) {
  const [said, setSaid] = useState<Said | null>(null);
  const [wantsCode, setWantsCode] = useState(false);
  const name = useRef<HTMLInputElement>(null);
  const password = useRef<HTMLInputElement>(null);
  const code = useRef<HTMLInputElement>(null);
  const words = loginWords();

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    const given = code.current?.value ?? "";
    try {
      const answer = await api.post("/login", {
        body: {
          username: username || (name.current?.value ?? ""),
          password: password.current?.value ?? "",
          ...(given && { code: given }),
        },
      });
      token.set(answer.token);
      onEntered(answer);
    } catch (error) {
      if (asksForCode(error)) {
        setWantsCode(true);
        setSaid("code_asked");
        requestAnimationFrame(() => code.current?.focus());
        return;
      }
      setSaid(refusal(error, Boolean(given)));
      (given ? code : password).current?.select();
    }
  }

  return (
    <form id="login" class="login-form" method="post" onSubmit={(event) => void submit(event)}>
      {username ? (
        <input name="username" autocomplete="username" value={username} readOnly hidden />
      ) : (
        <Field label={words.username}>
          <input
            ref={name}
            id="username"
            name="username"
            autocomplete="username"
            required
            maxLength={64}
            autofocus
          />
        </Field>
      )}
      <Field label={words.password}>
        <input
          ref={password}
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          maxLength={256}
        />
      </Field>
      <Field label={words.code} hidden={!wantsCode}>
        <input
          ref={code}
          id="code"
          name="code"
          inputMode="numeric"
          autocomplete="one-time-code"
          required={wantsCode}
          maxLength={16}
        />
      </Field>
      <p id="error" class="error" role="alert" hidden={!said}>
        {said && words[said]}
      </p>
      <Button id="enter" type="submit" kind="primary">
        {words.enter}
      </Button>
    </form>
  );
}
