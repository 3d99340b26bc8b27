import type { DirectoryStore } from '@ringside/store';
import { createHmac, randomBytes } from 'node:crypto';
import { ProblemError } from '../http/problem.js';
import type { Credentials } from './credentials.js';
import { FailureLimit } from './failure-limit.js';
import { isToken, newToken, tokenHash } from './token.js';

export const SESSION_MS = 30 * 24 * 3_600_000;
export const LINK_MS = 10 * 60_000;
/** A key that was right is believed this long, so that its slow hash is not computed for every request. */
const KEY_CACHE_MS = 60_000;
const KEY_CACHE_SIZE = 1000;
const FAILURES_PER_MINUTE = 60;

export interface Identity {
  readonly accountId: string;
  /** Who acts, for the audit log. */
  readonly actor: 'api_key' | 'session';
}

/** Knows whose request it is. */
export class Authenticator {
  private readonly cacheKey = randomBytes(32);
  private readonly known = new Map<string, { readonly accountId: string; readonly until: number }>();
  private readonly checking = new Map<string, Promise<string | null>>();
  private readonly failures: FailureLimit;
  /** The link printed at the start: only in memory, so that the next start ends it. */
  private startLink: { readonly accountId: string; readonly hash: string } | null = null;

  constructor(
    private readonly directory: DirectoryStore,
    private readonly now: () => number = Date.now,
  ) {
    this.failures = new FailureLimit(FAILURES_PER_MINUTE, now);
  }

  /** Null: the credentials are wrong. Throws `too_many_requests` for who guesses. */
  async identify(credentials: NonNullable<Credentials>, ip: string): Promise<Identity | null> {
    if (credentials.kind === 'session') {
      const accountId = await this.accountOfSession(credentials.token);
      return accountId === null ? null : { accountId, actor: 'session' };
    }
    const accountId = await this.accountOfKey(credentials.apiKey, credentials.apiAuth, ip);
    return accountId === null ? null : { accountId, actor: 'api_key' };
  }

  async accountOfSession(token: string): Promise<string | null> {
    return isToken(token) ? this.directory.sessionAccount(tokenHash(token), this.now()) : null;
  }

  private async accountOfKey(apiKey: string, apiAuth: string, ip: string): Promise<string | null> {
    if (apiKey.length > 200 || apiAuth.length > 200 || apiKey.includes('\0') || apiAuth.includes('\0'))
      return null;
    const digest = createHmac('sha256', this.cacheKey).update(`${apiKey}\0${apiAuth}`).digest('base64');
    const known = this.known.get(digest);
    if (known !== undefined && known.until > this.now()) return known.accountId;

    const who = `${ip} ${apiKey}`;
    const wait = this.failures.waitSeconds(who);
    if (wait > 0) {
      throw new ProblemError('too_many_requests', 'Too many wrong credentials; wait a little.', {
        headers: { 'retry-after': String(wait) },
      });
    }
    // The hash is slow by intent: requests that come together share one.
    let check = this.checking.get(digest);
    if (check === undefined) {
      check = this.check(apiKey, apiAuth, who, digest).finally(() => this.checking.delete(digest));
      this.checking.set(digest, check);
    }
    return check;
  }

  private async check(apiKey: string, apiAuth: string, who: string, digest: string): Promise<string | null> {
    this.failures.tried(who);
    let wrong = false;
    try {
      const accountId = await this.directory.accountOfKey(apiKey, apiAuth);
      wrong = accountId === null;
      if (accountId !== null) this.remember(digest, accountId);
      return accountId;
    } finally {
      if (!wrong) this.failures.forgiven(who);
    }
  }

  private remember(digest: string, accountId: string): void {
    if (this.known.size >= KEY_CACHE_SIZE) this.known.clear();
    this.known.set(digest, { accountId, until: this.now() + KEY_CACHE_MS });
  }

  /** Makes the one-time token printed at the start; it works until it is used or the service starts again. */
  createStartLink(accountId: string): string {
    const token = newToken();
    this.startLink = { accountId, hash: tokenHash(token) };
    return token;
  }

  async createLink(accountId: string): Promise<{ readonly token: string; readonly expiresAt: number }> {
    const token = newToken();
    const expiresAt = this.now() + LINK_MS;
    await this.directory.createLink(accountId, tokenHash(token), expiresAt);
    return { token, expiresAt };
  }

  /** Uses a link up and opens a session for it; null when it was used or never was. */
  async redeemLink(token: unknown): Promise<string | null> {
    if (!isToken(token)) return null;
    const hash = tokenHash(token);
    if (this.startLink?.hash === hash) {
      const { accountId } = this.startLink;
      this.startLink = null;
      return this.openSession(accountId);
    }
    const accountId = await this.directory.redeemLink(hash, this.now());
    return accountId === null ? null : this.openSession(accountId);
  }

  /** Answers the token for the cookie. */
  async openSession(accountId: string): Promise<string> {
    const token = newToken();
    await this.directory.createSession(accountId, tokenHash(token), this.now() + SESSION_MS);
    return token;
  }

  async endSession(token: string): Promise<void> {
    if (isToken(token)) await this.directory.endSession(tokenHash(token));
  }
}
