import { describe, expect, it } from '@jest/globals';
import { consolePolicy, securityHeaders } from './security-headers.js';

describe('security headers', () => {
  it('let the console run only its own code and the nonced', () => {
    const policy = consolePolicy('abc123', 'dial.example.com:3000');
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("script-src 'self' 'nonce-abc123'");
    expect(policy).toContain("style-src 'self' 'nonce-abc123'");
    expect(policy).toContain("connect-src 'self' ws://dial.example.com:3000 wss://dial.example.com:3000");
    expect(policy).not.toContain('unsafe');
  });

  it('never let a Host header add directives', () => {
    expect(consolePolicy('n', "x; script-src 'unsafe-inline'")).not.toContain('unsafe-inline');
    expect(consolePolicy('n', 'a b')).toContain("connect-src 'self';");
  });

  it('ask for https only where it is used', () => {
    expect(securityHeaders(true)).toHaveProperty('strict-transport-security');
    expect(securityHeaders(false)).not.toHaveProperty('strict-transport-security');
    expect(securityHeaders(false)).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
  });
});
