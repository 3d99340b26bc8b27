import type { DirectoryStore, TokenOwner } from '@ringside/store';
import { createHmac, randomBytes } from 'node:crypto';
import { ProblemError } from '../http/problem.js';
import type { Credentials } from './credentials.js';
import { FailureLimit } from './failure-limit.js';
import { toIdentity, type Identity } from './identity.js';
import { LastSeen } from './last-seen.js';
import { isToken, newToken, tokenHash } from './token.js';

export const SESSION_MS = 30 * 24 * 3_600_000;
export const LINK_MS = 10 * 60_000;
/** A key that was right is believed this long, so that its hash and its row are not needed for every request. */
const KEY_CACHE_MS = 60_000;
const KEY_CACHE_SIZE = 1000;
/** Wrong keys, or passwords, from one address. */
const FAILURES_PER_MINUTE = 60;
/** Wrong passwords for one email, from wherever they come. */
const FAILURES_PER_EMAIL = 10;

/** Knows whose request it is. */
export class Authenticator {
  private readonly cacheKey = randomBytes(32);
  private known = new Map<string, { readonly identity: Identity; readonly until: number }>();
  private readonly checking = new Map<string, Promise<Identity | null>>();
  private readonly failures: FailureLimit;
  private readonly emailFailures: FailureLimit;
  private readonly lastSeen: LastSeen;
  /** The link printed at the start: only in memory, so that the next start ends it. */
  private startLink: { readonly accountId: string; readonly hash: string } | null = null;

  constructor(
    private readonly directory: DirectoryStore,
    private readonly now: () => number = Date.now,
  ) {
    this.failures = new FailureLimit(FAILURES_PER_MINUTE, now);
    this.emailFailures = new FailureLimit(FAILURES_PER_EMAIL, now);
    this.lastSeen = new LastSeen(directory, now);
  }

  /** Null: the credentials are wrong. Throws `too_many_requests` for who guesses. */
  async identify(credentials: NonNullable<Credentials>, ip: string): Promise<Identity | null> {
    const identity =
      credentials.kind === 'session'
        ? await this.identityOfSession(credentials.token)
        : await this.identityOfKey(credentials.apiKey, credentials.apiAuth, ip);
    if (identity !== null) this.lastSeen.note(identity);
    return identity;
  }

  async identityOfSession(token: string): Promise<Identity | null> {
    if (!isToken(token)) return null;
    const hash = tokenHash(token);
    const principal = await this.directory.principalOfSession(hash, this.now());
    return principal === null ? null : toIdentity(principal, hash);
  }

  private async identityOfKey(apiKey: string, apiAuth: string, ip: string): Promise<Identity | null> {
    if (apiKey.length > 200 || apiAuth.length > 200 || apiKey.includes('\0') || apiAuth.includes('\0'))
      return null;
    const digest = createHmac('sha256', this.cacheKey).update(`${apiKey}\0${apiAuth}`).digest('base64');
    const known = this.known.get(digest);
    if (known !== undefined && known.until > this.now()) return known.identity;

    // A hash may be slow by intent: requests that come together share one.
    let check = this.checking.get(digest);
    if (check === undefined) {
      check = this.slowed([[this.failures, `${ip} ${apiKey}`]], () =>
        this.checkKey(apiKey, apiAuth, digest),
      ).finally(() => this.checking.delete(digest));
      this.checking.set(digest, check);
    }
    return check;
  }

  private async checkKey(apiKey: string, apiAuth: string, digest: string): Promise<Identity | null> {
    const { known } = this;
    const principal = await this.directory.principalOfKey(apiKey, apiAuth);
    if (principal === null) return null;
    const identity = toIdentity(principal, null);
    if (known.size >= KEY_CACHE_SIZE) known.clear();
    // When keys have changed meanwhile, `known` is not looked at any more.
    const until = Math.min(this.now() + KEY_CACHE_MS, principal.until ?? Infinity);
    known.set(digest, { identity, until });
    return identity;
  }

  /** A key was rotated, revoked or renamed: nothing that was known of keys is believed any more. */
  keysChanged(): void {
    this.known = new Map();
    this.checking.clear();
  }

  /** Whose email and password these are; null: nobody's. Throws `too_many_requests` for who guesses. */
  async signIn(email: string, password: string, ip: string): Promise<TokenOwner | null> {
    const limits: Limits = [
      [this.failures, `${ip} sign-in`],
      [this.emailFailures, email.toLowerCase()],
    ];
    return this.slowed(limits, () => this.directory.userOfPassword(email, password));
  }

  /** Checks the password of a user who is signed in, as slowly as from outside: `check` answers null when it is wrong. */
  async ownPassword<T>(userId: string, check: () => Promise<T | null>): Promise<T | null> {
    return this.slowed([[this.emailFailures, userId]], check);
  }

  /** Lets `check` be tried unless there were too many failures; null from it is one more. */
  private async slowed<T>(limits: Limits, check: () => Promise<T | null>): Promise<T | null> {
    const wait = Math.max(...limits.map(([limit, who]) => limit.waitSeconds(who)));
    if (wait > 0) {
      throw new ProblemError('too_many_requests', 'Too many wrong credentials; wait a little.', {
        headers: { 'retry-after': String(wait) },
      });
    }
    for (const [limit, who] of limits) limit.tried(who);
    let wrong = false;
    try {
      const found = await check();
      wrong = found === null;
      return found;
    } finally {
      if (!wrong) for (const [limit, who] of limits) limit.forgiven(who);
    }
  }

  /** Makes the one-time token printed at the start; it works until it is used or the service starts again. */
  createStartLink(accountId: string): string {
    const token = newToken();
    this.startLink = { accountId, hash: tokenHash(token) };
    return token;
  }

  /** A link opens a session of whoever made it. */
  async createLink(owner: TokenOwner): Promise<{ readonly token: string; readonly expiresAt: number }> {
    const token = newToken();
    const expiresAt = this.now() + LINK_MS;
    await this.directory.createLink(owner, tokenHash(token), expiresAt);
    return { token, expiresAt };
  }

  /** Uses a link up and opens a session for it; null when it was used or never was. */
  async redeemLink(token: unknown, ip: string): Promise<string | null> {
    if (!isToken(token)) return null;
    const hash = tokenHash(token);
    if (this.startLink?.hash === hash) {
      const { accountId } = this.startLink;
      this.startLink = null;
      return this.openSession({ accountId, userId: null, keyId: null }, ip);
    }
    const owner = await this.directory.redeemLink(hash, this.now());
    return owner === null ? null : this.openSession(owner, ip);
  }

  /** Answers the token for the cookie. */
  async openSession(owner: TokenOwner, ip: string): Promise<string> {
    const token = newToken();
    await this.directory.createSession(owner, tokenHash(token), this.now() + SESSION_MS, ip);
    return token;
  }
}

type Limits = readonly (readonly [limit: FailureLimit, who: string])[];
