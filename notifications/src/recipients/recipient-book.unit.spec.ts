import { facts } from '../testing/facts';
import { useTellingParts } from '../testing/telling-parts';

const parts = useTellingParts();

describe('where a user can be reached', () => {
  it('is by mail where the account says now', async () => {
    const user = facts.user();
    await parts.directory.apply(user);
    expect(await parts.recipients.find([user.id], 'EMAIL')).toEqual(new Map([[user.id, user.email]]));
    await parts.directory.apply({ ...user, version: 1, email: 'new@example.com' });
    expect(await parts.recipients.find([user.id], 'EMAIL')).toEqual(new Map([[user.id, 'new@example.com']]));
  });

  it('is elsewhere only what they have confirmed', async () => {
    const { id } = facts.user();
    const pending = { address: '+14155550123', hash: 'h', expiresAt: new Date(Date.now() + 60_000) };
    await parts.preferences.proposeAddress(id, 'SMS', pending);
    expect(await parts.recipients.find([id], 'SMS')).toEqual(new Map());
    await parts.preferences.confirm(id, 'SMS', { ...pending, guesses: 1 });
    expect(await parts.recipients.find([id], 'SMS')).toEqual(new Map([[id, '+14155550123']]));
    expect(await parts.recipients.find([id], 'SLACK')).toEqual(new Map());
  });

  it('is unknown of who is unknown, without an error', async () => {
    expect(await parts.recipients.find([facts.id(), 'not an id'], 'EMAIL')).toEqual(new Map());
  });
});
