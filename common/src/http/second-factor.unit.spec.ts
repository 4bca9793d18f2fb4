import { ForbiddenError, NotAuthorizedError } from '../errors';
import { missingRights } from './require-auth';
import { effectiveRole } from './token';

describe('a session that began without a second factor, where staff need one', () => {
  const admin = { role: 'admin', status: 'approved', secondFactor: false } as const;

  it('has the rights of a customer, and is told why', () => {
    expect(effectiveRole(admin)).toBe('customer');
    expect(missingRights(admin)).toBeInstanceOf(ForbiddenError);
    expect(missingRights(admin)).toMatchObject({ statusCode: 403 });
  });

  it('has its role otherwise', () => {
    expect(effectiveRole({ ...admin, secondFactor: true })).toBe('admin');
    expect(effectiveRole({ role: 'admin', status: 'approved' })).toBe('admin');
    expect(missingRights({ ...admin, role: 'customer' })).toBeInstanceOf(NotAuthorizedError);
  });
});
