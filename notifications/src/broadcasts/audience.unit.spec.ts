import { isInAudience, progressPercent } from './audience';

const customer = { role: 'customer', status: 'approved' };
const engineer = { role: 'engineer', status: 'approved' };
const pending = { role: 'engineer', status: 'pending' };
const suspended = { role: 'admin', status: 'suspended' };

describe('an audience', () => {
  it('of all leaves out suspended accounts only', () => {
    expect([customer, engineer, pending, suspended].map((user) => isInAudience('all', user))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('counts an engineer who is not approved as a customer', () => {
    expect(isInAudience('customers', pending)).toBe(true);
    expect(isInAudience('engineers', pending)).toBe(false);
    expect(isInAudience('engineers', engineer)).toBe(true);
    expect(isInAudience('admins', engineer)).toBe(false);
  });
});

describe('progress', () => {
  it.each([
    [{ status: 'RUNNING', looked: 0, total: 0 }, 0],
    [{ status: 'RUNNING', looked: 1, total: 3 }, 33],
    [{ status: 'RUNNING', looked: 5, total: 3 }, 99],
    [{ status: 'DONE', looked: 0, total: 0 }, 100],
  ] as const)('of %j is %d percent', (progress, percent) => expect(progressPercent(progress)).toBe(percent));
});
