/** What the placeholders of a `call_state_url` stand for. */
export interface Placeholders {
  readonly callId: string;
  readonly campaignId: string;
  readonly callerId: string | null;
}

/** In place of an id that there is none of: an empty part of a path is not one to a server. */
const NONE = 'none';
const PLACEHOLDER = /:(call_id|campaign_id|caller_id|id)\b/g;

/**
 * The address a message is posted to: `:id` and `:call_id` (both the call), `:campaign_id` and `:caller_id` filled in, in its
 * path and query only. Null: it is no address.
 */
export function stateUrl(template: string, { callId, campaignId, callerId }: Placeholders): string | null {
  const url = URL.parse(template);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const values: Readonly<Record<string, string>> = {
    id: callId,
    call_id: callId,
    campaign_id: campaignId,
    caller_id: callerId ?? NONE,
  };
  const filled = (text: string): string => text.replace(PLACEHOLDER, (_, name: string) => values[name] ?? '');
  return `${url.origin}${filled(url.pathname)}${filled(url.search)}`;
}
