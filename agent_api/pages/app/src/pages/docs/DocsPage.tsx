import { useEffect, useState } from "preact/hooks";
import { LookButtons } from "../../shell/Bar";
import { me } from "../../shell/session";
import { Empty } from "../../ui/Empty";
import { toastProblem } from "../../ui/Toast";
import { type Description, jsonOf, type Operation, resolved, type Schema, shape } from "./description";
import { words as docsWords } from "./texts";

const DESCRIPTION = "/api/v1/openapi.json";

function Fields({ description, schema }: { description: Description; schema: Schema | undefined }) {
  const whole = resolved(description, schema);
  if (!whole?.properties) return null;
  return (
    <>
      {whole.description && <p class="quiet">{whole.description}</p>}
      <table>
        <tbody>
          {Object.entries(whole.properties).map(([name, part]) => (
            <tr key={name}>
              <td>
                <code>{name}</code>
              </td>
              <td>{shape(part)}</td>
              <td class="quiet">{whole.required?.includes(name) && docsWords().required}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Parameters({ of }: { of: Operation }) {
  if (!of.parameters?.length) return null;
  return (
    <>
      <h3>{docsWords().parameters}</h3>
      <table>
        <tbody>
          {of.parameters.map((one) => (
            <tr key={`${one.in} ${one.name}`}>
              <td>
                <code>{one.name}</code>
              </td>
              <td>{`${one.in}: ${shape(one.schema)}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function About({ of, description }: { of: Operation; description: Description }) {
  const words = docsWords();
  const body = jsonOf(of.requestBody?.content);
  const [first, ...others] = Object.entries(of.responses);
  const answer = jsonOf(first?.[1].content);
  return (
    <>
      <p>{`${words.who}: ${(of["x-roles"] ?? [words.everybody]).join(", ")}`}</p>
      {of.description && <p class="quiet">{of.description}</p>}
      <Parameters of={of} />
      {body && <h3>{`${words.body}: ${shape(body)}`}</h3>}
      <Fields description={description} schema={body} />
      <h3>{`${words.answer}: ${first?.[0] ?? ""} ${shape(answer)}`}</h3>
      <Fields description={description} schema={answer} />
      <p class="quiet">{others.map(([code, one]) => `${code} ${one.description}`).join(" · ")}</p>
    </>
  );
}

interface RouteProps {
  path: string;
  method: string;
  of: Operation;
  description: Description;
}

function Route({ path, method, of, description }: RouteProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="card operation" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <b class={`method ${method}`}>{method.toUpperCase()}</b>
        <code>{path}</code>
        <span class="quiet">{of.summary}</span>
      </summary>
      {isOpen && <About of={of} description={description} />}
    </details>
  );
}

/** 接口文档: what openapi.json says, to be read. It needs no log-in. */
export default function DocsPage() {
  const [description, setDescription] = useState<Description | null>(null);
  const [typed, setTyped] = useState("");
  const words = docsWords();
  useEffect(() => {
    fetch(DESCRIPTION)
      .then((answer) => answer.json())
      .then(setDescription)
      .catch(toastProblem);
  }, []);
  if (!description) return <div class="page docs" aria-busy="true" />;
  const wanted = typed.trim().toLowerCase();
  const routes = Object.entries(description.paths)
    .flatMap(([path, methods]) => Object.entries(methods).map(([method, of]) => ({ path, method, of })))
    .filter(({ path, of }) => `${path} ${of.summary}`.toLowerCase().includes(wanted));
  return (
    <div class="page docs">
      <p class="row">
        <span>
          {words.about} <a href={DESCRIPTION}>openapi.json</a>
        </span>
        {!me.value && (
          <>
            <LookButtons />
            <a href="/login">{words.logIn}</a>
          </>
        )}
      </p>
      <input
        type="search"
        placeholder={words.find}
        aria-label={words.find}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      {routes.map((one) => (
        <Route key={`${one.method} ${one.path}`} {...one} description={description} />
      ))}
      {!routes.length && <Empty>{words.none}</Empty>}
    </div>
  );
}
