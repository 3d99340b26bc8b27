export { WebhookError, type WebhookProblem } from './webhook-error.js';
export { verifyWebhook, type VerifyOptions, type WebhookHeaders } from './verify-webhook.js';
