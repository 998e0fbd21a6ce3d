import { $, el, fill, text } from "./common.js";

const words = text.docs;
const description = await (await fetch("/api/v1/openapi.json")).json();

/** A schema in few words. */
function shape(schema) {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.anyOf) return schema.anyOf.map(shape).join(" | ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === "array") return `${shape(schema.items)}[]`;
  return schema.format ?? schema.type ?? "";
}

const resolve = (schema) => (schema?.$ref ? description.components.schemas[schema.$ref.split("/").pop()] : schema);

function fields(schema) {
  const whole = resolve(schema);
  if (!whole?.properties) return null;
  const rows = Object.entries(whole.properties).map(([name, part]) =>
    el("tr", {}, el("td", {}, el("code", {}, name)), el("td", {}, shape(part)), el("td", { className: "quiet" }, (whole.required ?? []).includes(name) ? words.required : "")),
  );
  return [whole.description && el("p", { className: "quiet" }, whole.description), el("table", {}, el("tbody", {}, rows))];
}

function operation(path, method, what) {
  const roles = what["x-roles"] ?? [words.everybody];
  const body = what.requestBody?.content["application/json"].schema;
  const [status, answer] = Object.entries(what.responses)[0];
  const schema = answer.content?.["application/json"]?.schema;
  const parameters = what.parameters.map((one) => el("tr", {}, el("td", {}, el("code", {}, one.name)), el("td", {}, `${one.in}: ${shape(one.schema)}`)));
  return el(
    "details",
    { className: "operation" },
    el("summary", {}, el("b", { className: `method ${method}` }, method.toUpperCase()), el("code", {}, path), el("span", {}, what.summary)),
    el("p", {}, `${words.who}: ${roles.join(", ")}`),
    what.description && el("p", { className: "quiet" }, what.description),
    parameters.length ? [el("h3", {}, words.parameters), el("table", {}, el("tbody", {}, parameters))] : null,
    body && [el("h3", {}, `${words.body}: ${shape(body)}`), fields(body)],
    el("h3", {}, `${words.answer}: ${status} ${shape(schema)}`),
    schema && fields(schema),
    el("p", { className: "quiet" }, Object.entries(what.responses).slice(1).map(([code, one]) => `${code} ${one.description}`).join(" · ")),
  );
}

fill(
  $("operations"),
  ...Object.entries(description.paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, what]) => operation(path, method, what))),
);
