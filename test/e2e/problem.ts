import { expect } from '@jest/globals';
import type { Problem } from '@ringside/contracts';

/** The problem that an answer is: one of this status, and without a word of how the service is made. */
export async function problemOf(response: Response, status = 400): Promise<Problem> {
  const text = await response.text();
  expect([response.status, text.slice(0, 300)]).toEqual([status, expect.any(String)]);
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(text).not.toMatch(/node_modules|\.ts:|\.js:|at \w+ \(/);
  const problem = JSON.parse(text) as Problem;
  expect(problem).toMatchObject({
    type: 'about:blank',
    title: expect.any(String),
    status,
    code: expect.any(String),
  });
  return problem;
}
