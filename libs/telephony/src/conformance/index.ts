export { describeProvider } from './describe-provider.js';
export { startFakeHttpSystem } from './fake-http-system.js';
export type { FakeHttpOptions, HttpReply, HttpRequest } from './fake-http-system.js';
export type {
  Behaviour,
  FakePhoneSystem,
  ProviderHarness,
  ReportedState,
  Rig,
  SeenRequest,
  WebhookSamples,
} from './harness.js';
