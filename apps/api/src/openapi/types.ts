import type { JsonSchema } from '../http/fields.js';

/** What the type checker knows of the API; made by `npm run api-types`. Comments are the sources' own. */
export interface ApiTypes {
  /** By `Class.method`. `answer` null: nothing, or no JSON. */
  readonly handlers: Readonly<
    Record<string, { readonly summary: string; readonly answer: JsonSchema | null }>
  >;
  /** By `Dto.field`. */
  readonly fields: Readonly<Record<string, string>>;
  /** Socket commands. */
  readonly commands: Readonly<
    Record<string, { readonly summary: string; readonly body: JsonSchema; readonly answer: JsonSchema }>
  >;
  readonly events: Readonly<Record<string, { readonly summary: string; readonly body: JsonSchema }>>;
  readonly schemas: Readonly<Record<string, JsonSchema>>;
}
