import { jest } from '@jest/globals';

/**
 * How long specs wait for what must come, milliseconds: a busy machine is slow, not wrong, and only failures wait. A spec waits for
 * several things in turn, so it has several times as long.
 */
export const PATIENCE_MS = 30_000;

jest.setTimeout(4 * PATIENCE_MS);
