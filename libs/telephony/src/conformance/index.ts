export { describeProvider } from './describe-provider.js';
export { startFakeHttpSystem } from './fake-http-system.js';
export type { FakeHttpOptions, HttpReply, HttpRequest } from './fake-http-system.js';
export type {
  Absent,
  Behaviour,
  FakePhoneSystem,
  FeedSamples,
  ProviderHarness,
  RecordsAnswer,
  ReportedState,
  Rig,
  SampleCall,
  SampleMedia,
  SeenRequest,
  WebhookSamples,
} from './harness.js';
