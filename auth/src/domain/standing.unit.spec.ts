import { changeStanding, isActingAdmin, newStanding, type Standing } from './standing';

const customer: Standing = { role: 'customer', status: 'approved' };
const pendingEngineer: Standing = { role: 'engineer', status: 'pending' };
const admin: Standing = { role: 'admin', status: 'approved' };

describe('a new account', () => {
  it('of a customer is approved at once', () => {
    expect(newStanding('customer')).toEqual(customer);
  });

  it('of an engineer waits for approval', () => {
    expect(newStanding('engineer')).toEqual(pendingEngineer);
  });
});

describe('a change of standing', () => {
  it('approves an engineer', () => {
    expect(changeStanding(pendingEngineer, { status: 'approved' }, 1)).toEqual({
      ok: true,
      changed: true,
      standing: { role: 'engineer', status: 'approved' },
    });
  });

  it('that changes nothing says so', () => {
    expect(changeStanding(customer, { role: 'customer', status: 'approved' }, 1)).toMatchObject({
      ok: true,
      changed: false,
    });
  });

  it('to another role ends the pending state', () => {
    expect(changeStanding(pendingEngineer, { role: 'customer' }, 1)).toMatchObject({ standing: customer });
  });

  it('to another role keeps a suspension', () => {
    const suspended: Standing = { role: 'engineer', status: 'suspended' };
    expect(changeStanding(suspended, { role: 'customer' }, 1)).toMatchObject({
      standing: { role: 'customer', status: 'suspended' },
    });
  });

  it.each(['customer', 'admin'] as const)('never makes a %s pending', (role) => {
    expect(changeStanding({ role, status: 'approved' }, { status: 'pending' }, 1)).toMatchObject({
      ok: false,
      field: 'status',
    });
  });

  describe('of the last acting admin', () => {
    it('refuses another role', () => {
      expect(changeStanding(admin, { role: 'customer' }, 0)).toMatchObject({ ok: false, field: 'role' });
    });

    it('refuses a suspension', () => {
      expect(changeStanding(admin, { status: 'suspended' }, 0)).toMatchObject({ ok: false, field: 'status' });
    });

    it('is allowed once there is another', () => {
      expect(changeStanding(admin, { role: 'customer' }, 1)).toMatchObject({ ok: true, standing: customer });
    });

    it('is allowed for an admin who does not act', () => {
      const suspended: Standing = { role: 'admin', status: 'suspended' };
      expect(changeStanding(suspended, { role: 'customer' }, 0)).toMatchObject({ ok: true });
    });
  });
});

it('only an approved admin acts as one', () => {
  expect(isActingAdmin(admin)).toBe(true);
  expect(isActingAdmin({ role: 'admin', status: 'suspended' })).toBe(false);
  expect(isActingAdmin(customer)).toBe(false);
});
