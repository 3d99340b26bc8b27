import { BadRequestException, InternalServerErrorException, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { DialerError } from '@ringside/dialer';
import { StoreUnavailableError } from '@ringside/engine';
import { InvalidCursorError } from '@ringside/store';
import { problemDocument, ProblemError } from './problem.js';
import { toProblem } from './problem.filter.js';

const fastifyError = (code: string, statusCode: number): Error =>
  Object.assign(new Error('words of Fastify'), { code, statusCode });

describe('errors become problems', () => {
  it.each([
    [new ProblemError('call_ended', 'It is over.'), 'call_ended', 'It is over.'],
    [new DialerError('campaign_running', 'It runs.'), 'campaign_running', 'It runs.'],
    [new StoreUnavailableError('ECONNREFUSED 10.0.0.7'), 'store_unavailable', 'Try again in a moment.'],
    [new InvalidCursorError('No such page.'), 'invalid_cursor', 'No such page.'],
    [new NotFoundException('Cannot GET /secret?api_auth=x'), 'not_found', ''],
    [new BadRequestException('x'), 'invalid_request', ''],
    [new InternalServerErrorException('x'), 'internal', ''],
    [fastifyError('FST_ERR_CTP_BODY_TOO_LARGE', 413), 'payload_too_large', 'words of Fastify'],
    [fastifyError('FST_ERR_CTP_INVALID_MEDIA_TYPE', 415), 'unsupported_media_type', 'words of Fastify'],
    [fastifyError('FST_ERR_BAD_URL', 400), 'invalid_request', 'words of Fastify'],
    [fastifyError('FST_ERR_REP_INVALID_PAYLOAD_TYPE', 500), 'internal', ''],
    [Object.assign(new Error('select * from secrets'), { code: '42601' }), 'internal', ''],
    [new TypeError('x is not a function'), 'internal', ''],
    ['thrown text', 'internal', ''],
    [undefined, 'internal', ''],
  ])('%s -> %s', (error, code, detail) => {
    expect(toProblem(error)).toMatchObject({ code, detail });
  });

  it('whose documents hold no more than a hundred field errors', () => {
    const errors = Array.from({ length: 500 }, (_, i) => ({ field: `f[${i}]`, code: 'x', detail: '' }));
    expect(problemDocument('invalid_request', '', errors)).toEqual({
      type: 'about:blank',
      title: 'The request is not valid',
      status: 400,
      code: 'invalid_request',
      errors: errors.slice(0, 100),
    });
  });
});
