import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { ContactPage, ContactResource, RowView } from '@ringside/contracts';
import { rowView, type DialerCommands } from '@ringside/dialer';
import type { CampaignContact } from '@ringside/engine';
import type { NewContact } from '@ringside/store';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { v7 as uuidv7 } from 'uuid';
import { answerOnce } from '../commands/http-command.js';
import { COMPOSITION, DIALER, type Composition } from '../composition.js';
import { action } from '../http/action.js';
import { mediaType } from '../http/body-parsers.js';
import { Id, found } from '../http/id.js';
import { page, pageRequest } from '../http/page.js';
import { ProblemError } from '../http/problem.js';
import { AccountId, Needs } from '../session/auth.guard.js';
import { ContactQueryDto } from './campaign.dto.js';
import { uploadContacts, type UploadResult } from './contact-upload.js';
import { campaignUri } from './campaign.resource.js';
import { contactResource } from './contact.resource.js';
import { csvContacts } from './csv-contacts.js';
import { ndjsonContacts } from './ndjson-contacts.js';

interface UploadAnswer extends UploadResult {
  /** Contacts of the campaign now. */
  readonly total: number;
}

@Needs('read')
@Controller('v1/campaigns/:id/contacts')
export class ContactsController {
  constructor(
    @Inject(COMPOSITION) private readonly composition: Composition,
    @Inject(DIALER) private readonly dialer: DialerCommands,
  ) {}

  /** In list order; `from` gives a window by position. */
  @Get()
  async list(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Query() query: ContactQueryDto,
  ): Promise<ContactPage> {
    const { status, search, from } = query;
    const contacts = found(
      await this.composition.store.for(accountId).contacts(id, {
        ...pageRequest(query),
        ...(status === undefined ? {} : { status }),
        ...(search === undefined || search === '' ? {} : { search }),
        ...(from === undefined ? {} : { from }),
      }),
    );
    const rows = await this.views(accountId, id, contacts.rows);
    const items = rows.map((row) => contactResource(id, row));
    const filters = { status, search };
    return {
      ...page(
        `${campaignUri(id)}/contacts`,
        filters,
        query.limit,
        { ...contacts, items },
        {
          name: 'Contacts',
          actions: { add_contacts: action('POST', `${campaignUri(id)}/contacts`) },
          resources: { campaign: campaignUri(id), calls: `${campaignUri(id)}/calls` },
        },
      ),
      seq: contacts.seq,
      total: contacts.total,
    };
  }

  /** One contact, with its latest call. */
  @Get(':contact')
  async get(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Id('contact') contactId: string,
  ): Promise<ContactResource> {
    const contact = found(await this.composition.store.for(accountId).contact(id, contactId));
    const [row] = await this.views(accountId, id, [contact]);
    return contactResource(id, found(row ?? null));
  }

  /** Adds a list of any length, streamed as CSV or NDJSON. */
  @Needs('dial')
  @Post()
  @HttpCode(200)
  async add(
    @AccountId() accountId: string,
    @Id('id') id: string,
    @Body() stream: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UploadAnswer> {
    const { store, commands } = this.composition;
    if (!(stream instanceof Readable)) {
      throw new ProblemError('unsupported_media_type', 'Send the list as text/csv or application/x-ndjson.');
    }
    const command = {
      name: 'campaign.add_contacts',
      target: id,
      // A stream cannot be compared before it has been read; its type and length stand for it.
      body: [mediaType(request), request.headers['content-length'] ?? null],
    };
    return answerOnce(commands, request, reply, command, async () => {
      found(await store.for(accountId).campaign(id));
      const result = await this.upload(accountId, id, stream, mediaType(request));
      const { total } = found(await store.for(accountId).campaign(id));
      return { status: 200, body: { ...result, total } };
    });
  }

  private async upload(accountId: string, id: string, stream: Readable, type: string): Promise<UploadResult> {
    const { store, minPhoneDigits } = this.composition;
    const read = type === 'text/csv' ? csvContacts : ndjsonContacts;
    let added = 0;
    await this.dialer.listOpen(accountId, id, true);
    try {
      return await uploadContacts(
        read(stream, minPhoneDigits),
        uuidv7,
        async (batch: readonly NewContact[]) => {
          await this.dialer.appendContacts(accountId, id, async () => {
            await store.for(accountId).addContacts(id, batch);
            return batch.length;
          });
          added += batch.length;
        },
      );
    } catch (error) {
      if (added > 0 && error instanceof ProblemError) {
        throw new ProblemError(
          error.code,
          `${error.detail} ${added} contacts before it were added.`,
          error.extra,
        );
      }
      throw error;
    } finally {
      await this.dialer.listOpen(accountId, id, false);
    }
  }

  /** Rows with the call in flight that only the dialer knows the state of. */
  private async views(
    accountId: string,
    id: string,
    contacts: readonly CampaignContact[],
  ): Promise<RowView[]> {
    const live = await this.dialer.live(accountId, id);
    const lines = new Map((live?.lines ?? []).map((line) => [line.id, line]));
    return contacts.map((contact) => {
      const row = rowView(contact, null);
      const line = lines.get(row.id);
      if (line === undefined || line.call_id !== row.call_id || line.status !== row.status) return row;
      return { ...row, call_state: line.call_state, deadline_at: line.deadline_at };
    });
  }
}
