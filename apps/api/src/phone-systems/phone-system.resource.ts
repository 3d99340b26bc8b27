import type { PhoneSystemResource, PhoneSystemView } from '@ringside/contracts';

/** A phone system as it stands now, as a document. */
export function phoneSystemResource(system: PhoneSystemView): PhoneSystemResource {
  const feed = system.abilities.includes('records') ? { feed: `/v1/feeds/${system.id}` } : {};
  return {
    uri: `/v1/phone-systems/${system.id}`,
    ...system,
    actions: {},
    resources: {
      phone_systems: '/v1/phone-systems',
      calls: `/v1/calls?connection=${system.id}`,
      ...feed,
      account: '/v1/account',
    },
  };
}
