import type { AccountNoticeEvent, AccountNoticeKind } from '@ticketing/common/contracts';
import type { Transaction } from '@ticketing/common/outbox';
import mongoose from 'mongoose';
import { AccountNoticePublisher } from '../events/publishers';

/** What somebody is to hear about an account. */
export interface Notice {
  readonly userId: string;
  /** Where it is mailed. */
  readonly email: string;
  readonly kind: AccountNoticeKind;
  readonly data?: AccountNoticeEvent['data']['data'];
}

/** Has a mail of fixed text sent about an account. */
export function publishNotice({ userId, email, kind, data = {} }: Notice, tx: Transaction): Promise<void> {
  const id = new mongoose.Types.ObjectId().toHexString();
  return new AccountNoticePublisher(tx).publish({ id, version: 0, userId, email, kind, data });
}
