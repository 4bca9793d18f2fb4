import { parseUuid } from '@ticketing/common/forms';
import { deterministicUuid, idAmongOwn, idGivenBy, notificationOwner } from './notification-id';

describe('a deterministic uuid', () => {
  describe('a uuid made from a name', () => {
    it('is the same for the same parts, in any process', () => {
      expect(deterministicUuid('event', 'user', 'EMAIL')).toBe(deterministicUuid('event', 'user', 'EMAIL'));
      expect(deterministicUuid('event', 'user', 'EMAIL')).toMatchInlineSnapshot(
        `"f5d844f2-d575-5cef-aa93-1425993d7402"`,
      );
    });

    it('is another for other parts, however they are cut', () => {
      const made = [['a', 'b'], ['ab'], ['a', 'b', ''], ['', 'ab'], ['b', 'a'], ['1:a|1:b']];
      expect(new Set(made.map((parts) => deterministicUuid(...parts))).size).toBe(made.length);
    });

    it('is a uuid of version 5', () => {
      const uuid = deterministicUuid('x');
      expect(parseUuid(uuid)).toBe(uuid);
      expect([uuid[14], '89ab'.includes(uuid[19] ?? '')]).toEqual(['5', true]);
    });
  });
});

describe('a notification’s id', () => {
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
    expect(notificationOwner({ origin: 'event' })).toBe('platform');
    expect(notificationOwner({ origin: 'broadcast' })).toBe('platform');
    expect(notificationOwner({ origin: 'batch' })).toBe('service');
    expect(notificationOwner({ origin: 'api', submitter: 'ann' })).toBe('user:ann');
  });
});
