/** openapi.json as far as the page reads it. */

export interface Schema {
  $ref?: string;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  type?: string;
  format?: string;
  items?: Schema;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
}

type Content = Record<string, { schema?: Schema }>;

export interface Operation {
  summary?: string;
  description?: string;
  "x-roles"?: string[];
  parameters?: { name: string; in: string; schema: Schema }[];
  requestBody?: { content: Content };
  responses: Record<string, { description: string; content?: Content }>;
}

export interface Description {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

const nameOf = (ref: string): string => ref.split("/").pop() ?? ref;

/** A schema in few words. */
export function shape(schema: Schema | undefined): string {
  if (!schema) return "";
  if (schema.$ref) return nameOf(schema.$ref);
  if (schema.anyOf) return schema.anyOf.map(shape).join(" | ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === "array") return `${shape(schema.items)}[]`;
  return schema.format ?? schema.type ?? "";
}

export const resolved = (description: Description, schema: Schema | undefined): Schema | undefined =>
  schema?.$ref ? description.components.schemas[nameOf(schema.$ref)] : schema;

export const jsonOf = (content: Content | undefined): Schema | undefined =>
  content?.["application/json"]?.schema;
