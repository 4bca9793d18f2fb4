import { Subjects, type UserUpdatedEvent } from '@ticketing/common/contracts';
import { encode, type NatsWrapper } from '@ticketing/common/messaging';
import { testUser } from '@ticketing/common/testing';
import { UserRoles } from './user-roles';

const MINUTE = 60_000;

describe('the roles of users', () => {
  const logger = { info: jest.fn(), warn: jest.fn() };
  let roles: UserRoles;
  let history: Parameters<NatsWrapper['follow']>[0];

  beforeEach(() => {
    jest.useFakeTimers({ now: new Date('2026-01-01T12:00:00Z') });
    roles = new UserRoles(logger);
    roles.follow({ follow: (spec) => void (history = spec) });
    history.onCaughtUp();
  });
  afterEach(() => jest.useRealTimers());

  const newUser = (role: 'customer' | 'admin' = 'customer') => ({ ...testUser({ role }), name: '' });
  const hear = (subject: Subjects.UserUpdated | Subjects.UserErased, data: object) => {
    const { wire } = encode(subject as Subjects.UserUpdated, data as UserUpdatedEvent['data']);
    history.onMessage(subject, { getData: () => wire, getSequence: () => 1 } as never);
  };
  const countKnown = () => {
    history.onCaughtUp();
    return (logger.info.mock.lastCall as [{ users: number }])[0].users;
  };

  it('are kept as long as a token from before may be good, and no longer', async () => {
    const former = newUser('admin');
    hear(Subjects.UserUpdated, { ...former, role: 'customer', version: 2 });
    jest.advanceTimersByTime(19 * MINUTE);
    for (let count = 0; count < 10; count += 1) hear(Subjects.UserUpdated, { ...newUser(), version: 1 });
    expect(await roles.find(former.id, { ...former, sid: 's' })).toBeNull();
    expect(countKnown()).toBe(11);
    jest.advanceTimersByTime(2 * MINUTE);
    hear(Subjects.UserErased, { id: newUser().id, version: 3 });
    expect(countKnown()).toBe(11);
    jest.advanceTimersByTime(20 * MINUTE);
    hear(Subjects.UserUpdated, { ...newUser(), version: 1 });
    expect(countKnown()).toBe(1);
  });

  it('are kept from the last change on', () => {
    const user = newUser('admin');
    hear(Subjects.UserUpdated, { ...user, version: 1 });
    jest.advanceTimersByTime(15 * MINUTE);
    hear(Subjects.UserUpdated, { ...user, version: 2, status: 'suspended' });
    jest.advanceTimersByTime(15 * MINUTE);
    hear(Subjects.UserUpdated, { ...newUser(), version: 1 });
    expect(roles.refusal(user)).toBe('suspended');
    hear(Subjects.UserUpdated, { ...user, version: 1 });
    expect(roles.refusal(user)).toBe('suspended');
  });

  it('are taken from the next change of one who was forgotten, whatever its token says', async () => {
    const user = newUser('admin');
    hear(Subjects.UserUpdated, { ...user, version: 1 });
    jest.advanceTimersByTime(21 * MINUTE);
    hear(Subjects.UserUpdated, { ...newUser(), version: 1 });
    const session = { ...user, sid: 's' };
    expect(await roles.find(user.id, session)).toMatchObject({ role: 'admin' });
    hear(Subjects.UserUpdated, { ...user, version: 2, role: 'customer' });
    expect(await roles.find(user.id, session)).toBeNull();
  });
});
