import type { ActionField } from '@ringside/contracts';
import { escapeHtml } from './html.js';

/** Something that can be sent, drawn as a form and as a curl. */
export interface Sendable {
  readonly title: string;
  readonly method: string;
  /** Path parameters stand in it as `:id`. */
  readonly uri: string;
  readonly fields: readonly ActionField[];
  /** What is sent instead of JSON: a list. */
  readonly csv?: boolean;
  /** One sentence. */
  readonly about?: string;
}

/** Fields that a first try needs although none of them is required by itself. */
const EXAMPLES: Readonly<Record<string, unknown>> = { phone_number: ['+1 202 555 0100'] };

/** A form under its title; the script sends it and shows the answer. `base` is where programs reach the service. */
export function sendForm(what: Sendable, base: string): string {
  const { title, method, uri, fields, csv = false, about = '' } = what;
  const inPath = [...uri.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    type: 'text' as const,
    required: true,
  }));
  const inputs = [
    ...inPath.map((field) => input(field, 'path')),
    ...fields.map((field) => input(field, method === 'GET' ? 'query' : 'body')),
    csv ? '<label>list (CSV)<textarea name="list" data-in="csv" rows="3"></textarea></label>' : '',
  ];
  return [
    `<details><summary><b>${escapeHtml(title)}</b> <code>${method} ${escapeHtml(uri)}</code></summary>`,
    about === '' ? '' : `<p>${escapeHtml(about)}</p>`,
    `<form data-method="${method}" data-uri="${escapeHtml(uri)}" autocomplete="off">${inputs.join('')}<button>Send</button><output></output></form>`,
    `<pre>${escapeHtml(curl(what, base))}</pre></details>`,
  ].join('');
}

/** One field; `data-in` tells the script where its value goes, `data-type` what it is made of there. */
export function input(field: ActionField, place: 'path' | 'query' | 'body', value = ''): string {
  const { name, type, required, one_of } = field;
  const rules = `name="${escapeHtml(name)}" data-in="${place}" data-type="${type}"${required ? ' required' : ''}`;
  const choices = one_of ?? (type === 'boolean' ? ['true', 'false'] : null);
  const control =
    choices !== null
      ? `<select ${rules}${type === 'list' ? ' multiple' : ''}>${type === 'list' || required ? '' : '<option></option>'}${choices.map((choice) => option(choice, value)).join('')}</select>`
      : type === 'list'
        ? `<textarea ${rules} rows="2" placeholder="one a line"></textarea>`
        : `<input ${rules} value="${escapeHtml(value)}"${kindOf(name, type)}>`;
  return `<label>${escapeHtml(name)}${required ? ' *' : ''}${control}</label>`;
}

function option(choice: string, value: string): string {
  return `<option${choice === value ? ' selected' : ''}>${escapeHtml(choice)}</option>`;
}

function kindOf(name: string, type: ActionField['type']): string {
  if (/password|^current$|api_auth/.test(name)) return ' type="password" autocomplete="new-password"';
  return type === 'number' ? ' inputmode="decimal"' : '';
}

/** The same request from a shell. */
export function curl({ method, uri, fields, csv = false }: Sendable, base: string): string {
  const sent = fields.filter(({ name, required }) => required || name in EXAMPLES);
  const body = Object.fromEntries(sent.map((field) => [field.name, example(field)]));
  const verb = method === 'GET' || method === 'POST' ? '' : ` -X ${method}`;
  const data =
    method === 'GET' || method === 'DELETE'
      ? ''
      : csv
        ? ` -H 'Content-Type: text/csv' --data-binary @numbers.csv`
        : fields.length === 0
          ? ' -X POST'
          : ` -H 'Content-Type: application/json' -d ${quoted(JSON.stringify(body))}`;
  return `curl -u "$API_KEY:$API_AUTH"${verb}${data} ${quoted(base + uri)}`;
}

function example({ name, type, one_of }: ActionField): unknown {
  if (name in EXAMPLES) return EXAMPLES[name];
  const first = one_of?.[0];
  if (type === 'list') return [first ?? '...'];
  if (type === 'number') return 1;
  return type === 'boolean' ? true : (first ?? '...');
}

/** For a shell: inside single quotes everything stands for itself. */
function quoted(text: string): string {
  return /^[\w:/.?=&-]+$/.test(text) && !/[?&]/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
