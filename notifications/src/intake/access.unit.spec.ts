import { type Caller, maySee, mayNotify } from './access';

const service: Caller = { kind: 'service' };
const admin: Caller = { kind: 'user', id: 'a', email: 'admin@x.com', role: 'admin' };
const user: Caller = { kind: 'user', id: 'u', email: 'me@x.com', role: 'customer' };

describe('who may have something told', () => {
  it('is a service or an admin, to anyone', () => {
    for (const caller of [service, admin]) {
      expect(mayNotify(caller, { type: 'SMS', receiver: '+14155550123' })).toBe(true);
      expect(mayNotify(caller, { type: 'EMAIL' })).toBe(true);
    }
  });

  it('is a user, to themselves', () => {
    expect(mayNotify(user, { type: 'EMAIL', receiver: 'Me@X.com' })).toBe(true);
    expect(mayNotify(user, { type: 'EMAIL', userId: 'u' })).toBe(true);
  });

  it.each([
    { type: 'EMAIL', receiver: 'you@x.com' },
    { type: 'EMAIL', receiver: 'you@x.com', userId: 'u' },
    { type: 'EMAIL', receiver: 'me@x.com', userId: 'other' },
    { type: 'EMAIL', userId: 'other' },
    { type: 'SLACK', receiver: 'me@x.com' },
    { type: 'EMAIL' },
  ] as const)('is no user to %j', (request) => {
    expect(mayNotify(user, request)).toBe(false);
  });
});

describe('who may see a notification', () => {
  it('is its recipient, who asked for it, a service or an admin', () => {
    expect(maySee(user, { type: 'SMS', userId: 'u' })).toBe(true);
    expect(maySee(user, { type: 'EMAIL', receiver: 'ME@x.com' })).toBe(true);
    expect(maySee(user, { type: 'SLACK', receiver: '#x', submitter: 'u' })).toBe(true);
    for (const caller of [service, admin]) expect(maySee(caller, { type: 'EMAIL' })).toBe(true);
  });

  it('is nobody else', () => {
    expect(maySee(user, { type: 'EMAIL', receiver: 'you@x.com', userId: 'v', submitter: 'a' })).toBe(false);
    expect(maySee(user, { type: 'EMAIL' })).toBe(false);
  });
});
