/** What a webhook of the PBX tells, in the order in which it happens. */
export const PBX_ACTIONS = ['ORIGINATE', 'RING', 'ANSWERED', 'HANGUP'] as const;
export type PbxAction = (typeof PBX_ACTIONS)[number];

/** A call that the phone system made by itself, as far as it has come. Times: whole epoch milliseconds; null = not yet, or never. */
export interface OwnCall {
  readonly fate: number;
  readonly uuid: string;
  /** The number called and the number that calls, digits. */
  readonly phone: string;
  readonly from: string;
  readonly startedMs: number;
  readonly ringingMs: number | null;
  readonly answeredMs: number | null;
  readonly endedMs: number | null;
  /** Only an answered call is recorded. */
  readonly recording: string | null;
}

/** A call as the document of seed 001 writes it. */
export interface Cdr {
  readonly uuid: string;
  readonly domain_name: string;
  readonly caller_name: string;
  readonly caller_number: number;
  readonly destination_number: number;
  readonly direction: 'outbound';
  readonly call_start: string;
  readonly ring_start: string | null;
  readonly answer_start: string | null;
  readonly call_end: string | null;
  /** Seconds from `call_start`, with up to three decimals. */
  readonly duration: number | null;
  readonly recording: string | null;
  readonly click_to_call: boolean;
  readonly click_to_call_data: string;
  readonly action: PbxAction;
}
