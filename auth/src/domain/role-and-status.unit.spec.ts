import { changeRoleAndStatus, isActingAdmin, newRoleAndStatus, type RoleAndStatus } from './role-and-status';

const customer: RoleAndStatus = { role: 'customer', status: 'approved' };
const pendingEngineer: RoleAndStatus = { role: 'engineer', status: 'pending' };
const admin: RoleAndStatus = { role: 'admin', status: 'approved' };

describe('a new account', () => {
  it('of a customer is approved at once', () => {
    expect(newRoleAndStatus('customer')).toEqual(customer);
  });

  it('of an engineer waits for approval', () => {
    expect(newRoleAndStatus('engineer')).toEqual(pendingEngineer);
  });
});

describe('a change of role and status', () => {
  it('approves an engineer', () => {
    expect(changeRoleAndStatus(pendingEngineer, { status: 'approved' }, 1)).toEqual({
      ok: true,
      changed: true,
      after: { role: 'engineer', status: 'approved' },
    });
  });

  it('that changes nothing says so', () => {
    expect(changeRoleAndStatus(customer, { role: 'customer', status: 'approved' }, 1)).toMatchObject({
      ok: true,
      changed: false,
    });
  });

  it('to another role ends the pending state', () => {
    expect(changeRoleAndStatus(pendingEngineer, { role: 'customer' }, 1)).toMatchObject({ after: customer });
  });

  it('to another role keeps a suspension', () => {
    const suspended: RoleAndStatus = { role: 'engineer', status: 'suspended' };
    expect(changeRoleAndStatus(suspended, { role: 'customer' }, 1)).toMatchObject({
      after: { role: 'customer', status: 'suspended' },
    });
  });

  it.each(['customer', 'admin'] as const)('never makes a %s pending', (role) => {
    expect(changeRoleAndStatus({ role, status: 'approved' }, { status: 'pending' }, 1)).toMatchObject({
      ok: false,
      field: 'status',
    });
  });

  describe('of the last acting admin', () => {
    it('refuses another role', () => {
      expect(changeRoleAndStatus(admin, { role: 'customer' }, 0)).toMatchObject({ ok: false, field: 'role' });
    });

    it('refuses a suspension', () => {
      expect(changeRoleAndStatus(admin, { status: 'suspended' }, 0)).toMatchObject({
        ok: false,
        field: 'status',
      });
    });

    it('is allowed once there is another', () => {
      expect(changeRoleAndStatus(admin, { role: 'customer' }, 1)).toMatchObject({
        ok: true,
        after: customer,
      });
    });

    it('is allowed for an admin who does not act', () => {
      const suspended: RoleAndStatus = { role: 'admin', status: 'suspended' };
      expect(changeRoleAndStatus(suspended, { role: 'customer' }, 0)).toMatchObject({ ok: true });
    });
  });
});

it('only an approved admin acts as one', () => {
  expect(isActingAdmin(admin)).toBe(true);
  expect(isActingAdmin({ role: 'admin', status: 'suspended' })).toBe(false);
  expect(isActingAdmin(customer)).toBe(false);
});
