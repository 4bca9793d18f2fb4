import type { AccountNoticeKind } from '@ticketing/common/contracts';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import type { Request } from 'express';
import type { ClientSession } from 'mongoose';
import type { UserDocument } from '../models/user';
import type { AuditLog } from './audit-log';
import { publishNotice } from './notices';

/** What changes of how an account is signed in to work with. */
export interface AccountChangeDependencies {
  readonly outbox: Pick<Outbox, 'transaction'>;
  readonly audit: AuditLog;
}

/** Runs a write in a transaction, together with what has to be known of it. */
export type Commit = <R>(work: (session: ClientSession) => Promise<R>) => Promise<R>;

const notices = {
  'totp.added': 'second-factor-added',
  'totp.removed': 'second-factor-removed',
  'recovery-codes.renewed': 'recovery-codes-renewed',
  'passkey.added': 'passkey-added',
  'passkey.removed': 'passkey-removed',
} as const satisfies Record<string, AccountNoticeKind>;

/** What an owner changes is in the audit log, and mailed about, as soon as it is true. */
export function commitChange(
  { outbox, audit }: AccountChangeDependencies,
  req: Request,
  { _id, email }: UserDocument,
  action: keyof typeof notices,
): Commit {
  const userId = _id.toHexString();
  return (work) =>
    outbox.transaction(async (tx) => {
      const result = await work(tx.session);
      // Defence: a changed factor is in the audit log → ;
      await audit.record({ action, actor: userId, subject: userId }, req, tx);
      // Defence: the owner hears of a changed factor → ;
      await publishNotice({ userId, email, kind: notices[action] }, tx);
      return result;
    });
}

/** Notes in the audit log what an owner does to the own account. */
export function noteOwn(audit: AuditLog, req: Request, action: string) {
  return (userId: string, tx: Transaction): Promise<void> =>
    audit.record({ action, actor: userId, subject: userId }, req, tx);
}
