import { BadRequestError } from '@ticketing/common/errors';
import type { Logger } from '@ticketing/common/observability';
import { User, withAddress } from '../models/user';
import type { Accounts } from './accounts';

/** The first admin, as the environment names them. */
export interface FirstAdmin {
  /** In its one form. */
  email: string;
  password: string;
}

/**
 * Opens the first admin's account if its address has none. Safe to run at every start and in several replicas at
 * once: the index lets one of them through. An account that exists keeps its password and its role, since its address
 * may have been taken by somebody else before.
 */
export async function ensureFirstAdmin(accounts: Accounts, admin: FirstAdmin, logger: Logger): Promise<void> {
  const { email, password } = admin;
  try {
    const user = await accounts.open({
      email,
      password,
      name: 'Administrator',
      role: 'admin',
      status: 'approved',
      // Who runs the system has named it.
      emailVerified: true,
    });
    logger.info({ userId: user.id }, 'opened the account of the first admin');
  } catch (error) {
    if (!(error instanceof BadRequestError)) throw error;
    const existing = await User.findOne(withAddress(email));
    if (existing?.role !== 'admin') {
      logger.warn(
        { userId: existing?.id },
        'ADMIN_EMAIL belongs to an account that is not an admin: left as it is',
      );
    }
  }
}
