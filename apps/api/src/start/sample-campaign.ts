import type { NewContact } from '@ringside/store';
import { v7 as uuidv7 } from 'uuid';
import { newCampaign } from '../campaigns/new-campaign.js';
import type { ApiStore } from './api-store.js';

/** From the range that belongs to nobody (555-0100 to 555-0199); two stand twice, as lists have it. */
const SAMPLES: readonly (readonly [phone: string, name: string])[] = [
  ['+1 202 555 0101', 'Ada Lovelace'],
  ['+1 202 555 0102', 'Alan Turing'],
  ['+1 202 555 0103', 'Grace Hopper'],
  ['+1 202 555 0104', 'Edsger Dijkstra'],
  ['+1 202 555 0105', 'Barbara Liskov'],
  ['+1 202 555 0106', 'Donald Knuth'],
  ['+1 202 555 0107', 'Frances Allen'],
  ['+1 202 555 0108', 'Dennis Ritchie'],
  ['+1 202 555 0109', 'Margaret Hamilton'],
  ['+1 202 555 0110', 'Ken Thompson'],
  ['+1 202 555 0103', 'Grace Hopper'],
  ['+1 202 555 0112', 'Radia Perlman'],
  ['+1 202 555 0113', 'John Backus'],
  ['+1 202 555 0114', 'Katherine Johnson'],
  ['+1 202 555 0115', 'Tony Hoare'],
  ['+1 202 555 0116', 'Adele Goldberg'],
  ['+1 202 555 0117', 'Niklaus Wirth'],
  ['+1 202 555 0118', 'Lynn Conway'],
  ['+1 202 555 0119', 'Robin Milner'],
  ['+1 202 555 0120', 'Shafi Goldwasser'],
  ['+1 202 555 0121', 'Leslie Lamport'],
  ['+1 202 555 0107', 'Frances Allen'],
  ['+1 202 555 0123', 'Joe Armstrong'],
  ['+1 202 555 0124', 'Hedy Lamarr'],
];

/** Something to call at the first start. */
export async function createSampleCampaign(
  store: Pick<ApiStore, 'for'>,
  accountId: string,
  connectionId: string,
): Promise<string> {
  const id = uuidv7();
  const contacts: NewContact[] = SAMPLES.map(([phone, name]) => ({ id: uuidv7(), phone, fields: { name } }));
  await store
    .for(accountId)
    .createCampaign(
      newCampaign(id, connectionId, { name: 'Sample numbers', dialer_type: 'Fixed' }),
      contacts,
    );
  return id;
}
