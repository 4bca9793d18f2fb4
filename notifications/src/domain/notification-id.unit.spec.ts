import { parseUuid } from '@ticketing/common/forms';
import { deterministicUuid } from './deterministic-uuid';
import { idAmongOwn, idGivenBy, ownerOf } from './notification-id';

const uuid = '8f58c11d-ebc2-4ca7-a934-226e2bb6192c';

describe('the id of a uuid', () => {
  it('is the uuid itself, as clients make them', () => {
    expect(idGivenBy('ann', uuid)).toBe(uuid);
    expect(idGivenBy('ann', '01890a5d-ac96-774b-bcce-b302099a8057')).toBe(
      '01890a5d-ac96-774b-bcce-b302099a8057',
    );
  });

  it('is never one that the platform makes, and each user has their own', () => {
    const made = deterministicUuid('order-1', 'order.reminder', 'ann', 'EMAIL');
    const others = idAmongOwn('platform', made);
    for (const guessed of [made, others, idAmongOwn('user:ben', uuid)]) {
      expect(idGivenBy('ann', guessed)).not.toBe(guessed);
      expect(idGivenBy('ann', guessed)).toBe(idGivenBy('ann', guessed));
      expect(idGivenBy('ann', guessed)).not.toBe(idGivenBy('ben', guessed));
      expect(parseUuid(idGivenBy('ann', guessed))).toBe(idGivenBy('ann', guessed));
      expect(idGivenBy('ann', guessed)[14]).toBe('8');
    }
  });
});

it('belongs to the platform, its services or a user', () => {
  expect(ownerOf({ origin: 'event' })).toBe('platform');
  expect(ownerOf({ origin: 'broadcast' })).toBe('platform');
  expect(ownerOf({ origin: 'batch' })).toBe('service');
  expect(ownerOf({ origin: 'api', submitter: 'ann' })).toBe('user:ann');
});
