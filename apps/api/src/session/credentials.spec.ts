import { describe, expect, it } from '@jest/globals';
import { dropCredentials, readCredentials } from './credentials.js';

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

describe('credentials', () => {
  it('come as headers, as HTTP Basic, or as parameters', () => {
    const key = { kind: 'key', apiKey: 'k', apiAuth: 'a:b' };
    expect(readCredentials({ headers: { 'x-api-key': 'k', 'x-api-auth': 'a:b' } })).toMatchObject(key);
    expect(readCredentials({ headers: { authorization: basic('k:a:b') } })).toMatchObject(key);
    expect(readCredentials({ headers: {}, query: { api_key: 'k', api_auth: 'a:b' } })).toMatchObject(key);
    expect(readCredentials({ headers: {}, body: { api_key: 'k', api_auth: 'a:b' } })).toMatchObject(key);
  });

  it('that a browser sends by itself are told apart', () => {
    expect(readCredentials({ headers: { authorization: basic('k:a') } })).toMatchObject({ explicit: false });
    expect(readCredentials({ headers: { 'x-api-key': 'k', 'x-api-auth': 'a' } })).toMatchObject({
      explicit: true,
    });
  });

  it('fall back to the session cookie', () => {
    expect(readCredentials({ headers: {}, cookies: { ringside_session: 't' } })).toEqual({
      kind: 'session',
      token: 't',
    });
    expect(readCredentials({ headers: {}, cookies: {} })).toBeNull();
  });

  it('that are half there, or of another type, are none', () => {
    expect(readCredentials({ headers: { 'x-api-key': 'k' } })).toBeNull();
    expect(readCredentials({ headers: {}, body: { api_key: ['k'], api_auth: {} } })).toBeNull();
    expect(readCredentials({ headers: { authorization: 'Bearer x' } })).toBeNull();
    expect(readCredentials({ headers: {}, query: 'api_key=k', body: null })).toBeNull();
  });

  it('are taken out of what goes on', () => {
    const body = { api_key: 'k', api_auth: 'a', name: 'n' };
    dropCredentials(body);
    expect(body).toEqual({ name: 'n' });
  });
});
