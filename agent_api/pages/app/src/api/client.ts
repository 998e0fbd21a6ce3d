/** The typed client of our own API. A path, its parameters, the body and the answer are checked against openapi.json. */
import { setClock } from "../lib/clock";
import type { paths } from "./schema";
import { token } from "./token";

type Full = keyof paths;
type Short<Path> = Path extends `/api/v1${infer Rest}` ? Rest : never;
type Method = "get" | "post" | "put" | "patch" | "delete";
type PathsWith<M extends Method> = {
  [P in Full]: paths[P] extends Record<M, { responses: unknown }> ? Short<P> : never;
}[Full];
type Operation<M extends Method, P extends string> =
  paths[Full & `/api/v1${P}`] extends Record<M, infer O> ? O : never;

type PathOf<O> = O extends { parameters: { path: infer Found } } ? { path: Found } : { path?: undefined };
type QueryOf<O> = O extends { parameters: { query?: infer Found } }
  ? { query?: Found }
  : { query?: undefined };
type BodyOf<O> = O extends { requestBody: { content: { "application/json": infer Found } } }
  ? { body: Found }
  : O extends { requestBody?: infer Optional }
    ? [NonNullable<Optional>] extends [never]
      ? { body?: undefined }
      : NonNullable<Optional> extends { content: { "application/json": infer Found } }
        ? { body?: Found }
        : { body?: undefined }
    : { body?: undefined };
type Options<O> = PathOf<O> & QueryOf<O> & BodyOf<O> & { signal?: AbortSignal; reason?: string };
type JsonOf<R> = R extends { content: { "application/json": infer Found } } ? Found : never;
type AnswerOf<O> = O extends { responses: infer R }
  ? JsonOf<R[keyof R & (200 | 201)]> | (204 extends keyof R ? null : never)
  : never;
export type Answer<M extends Method, P extends PathsWith<M>> = AnswerOf<Operation<M, P>>;
type Arguments<O> = Record<never, never> extends Options<O> ? [options?: Options<O>] : [options: Options<O>];

export interface FieldError {
  field?: string;
  expected?: string;
  rule?: string;
}

/** The API's refusal, an RFC 9457 problem. What never reached the API is a TypeError of fetch instead. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly errors: FieldError[] = [],
  ) {
    super(detail);
  }
}

/** The status of a refusal; undefined when the API could not be reached. */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof Refused ? error.status : undefined;

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Asks for a new log-in, and resolves when there is one. Set by the shell; without it a 401 is a refusal. */
let logInAgain: (() => Promise<void>) | null = null;
export function onExpired(ask: (() => Promise<void>) | null): void {
  logInAgain = ask;
}

interface Sent {
  path?: Record<string, string>;
  query?: object;
  body?: unknown;
  signal?: AbortSignal;
  reason?: string;
}

export function addressOf(path: string, { path: parts = {}, query = {} }: Sent): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parts[name] ?? ""));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  return `/api/v1${filled}${search.size ? `?${search}` : ""}`;
}

async function send(method: Method, path: string, sent: Sent): Promise<Response> {
  const headers: Record<string, string> = { Authorization: `Bearer ${token.get()}` };
  if (sent.body !== undefined) headers["Content-Type"] = "application/json";
  if (sent.reason) headers["X-Reason"] = encodeURIComponent(sent.reason); // a header takes no Chinese
  return fetch(addressOf(path, sent), {
    method: method.toUpperCase(),
    headers,
    body: sent.body === undefined ? null : JSON.stringify(sent.body),
    signal: sent.signal ?? null,
  });
}

async function read(response: Response): Promise<unknown> {
  setClock(response.headers.get("Date"));
  const answer = response.status === 204 ? null : await response.json().catch(() => null);
  if (response.ok) return answer;
  throw new Refused(response.status, answer?.detail ?? String(response.status), answer?.errors);
}

async function request(method: Method, path: string, sent: Sent = {}): Promise<unknown> {
  let response = await send(method, path, sent);
  while (response.status === 401 && path !== "/login" && path !== "/logout" && logInAgain) {
    await logInAgain();
    response = await send(method, path, sent);
  }
  return read(response);
}

const asking =
  <M extends Method>(method: M) =>
  <P extends PathsWith<M>>(path: P, ...[options]: Arguments<Operation<M, P>>): Promise<Answer<M, P>> =>
    request(method, path, options as Sent | undefined) as Promise<Answer<M, P>>;

export const api = {
  get: asking("get"),
  post: asking("post"),
  put: asking("put"),
  patch: asking("patch"),
  delete: asking("delete"),
};

/** Send a file as the body itself. */
export async function upload(path: string, file: Blob): Promise<unknown> {
  const headers = { Authorization: `Bearer ${token.get()}`, "Content-Type": "application/octet-stream" };
  return read(await fetch(addressOf(path, {}), { method: "PUT", headers, body: file }));
}

/** A file of the API (a recording, an export), with the log-in in its header, as a link cannot have it. */
export async function download(path: string, query: object, reason = ""): Promise<Blob> {
  const response = await send("get", path, { query, reason });
  if (!response.ok) await read(response);
  return response.blob();
}
