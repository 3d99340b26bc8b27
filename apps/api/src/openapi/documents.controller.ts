import { Controller, Get, Inject } from '@nestjs/common';
import { asyncApiDocument } from '../asyncapi/asyncapi.js';
import { COMPOSITION, type Composition } from '../composition.js';
import type { JsonSchema } from '../http/fields.js';
import { ApiOperations } from './api-operations.js';
import { openApiDocument } from './openapi.js';
import { Needs } from '../session/auth.guard.js';

/** The API as documents for programs. */
@Needs('read')
@Controller('v1')
export class DocumentsController {
  constructor(
    @Inject(COMPOSITION) private readonly composition: Composition,
    private readonly operations: ApiOperations,
  ) {}

  /** This document; in a browser, a page to try every operation. */
  @Get('openapi.json')
  openapi(): JsonSchema {
    return openApiDocument(this.operations.all(), this.composition.publicUrl);
  }

  /** The socket and the messages to `call_state_url`, as AsyncAPI 3. */
  @Get('asyncapi.json')
  asyncapi(): JsonSchema {
    return asyncApiDocument(this.composition.publicUrl);
  }
}
