export { type Behaviour, SETTINGS, type Setting, type Unknown } from './behaviour.js';
export type { CallRecord, Ending, Outcome, SentStatus, StatusAnswer } from './call-log.js';
export { PBX_ACTIONS, type Cdr, type PbxAction } from './cdr.js';
export type { PbxCall, PbxStats, SentWebhook, WebhookAnswer } from './pbx-call.js';
export type { PbxMock, PbxMockOptions, PbxMockStats } from './pbx-mock.js';
export { startPbxMock } from './start.js';
export { CALL_STATUSES, type CallStatus, type People, type Person } from './people.js';
