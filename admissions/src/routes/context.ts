import type { Outbox } from '@ticketing/common/outbox';
import type { UserDirectory } from '@ticketing/common/roles';
import type { RequestHandler } from 'express';
import type { CheckIns } from '../check-ins';
import type { Codes } from '../codes';
import type { DoorAccess } from '../door-access';
import type { DoorCounts } from '../door-counts';
import type { DoorMessages } from '../door-messages';
import type { Resales } from '../resales';
import type { Transfers } from '../transfers';
import type { Wallets } from '../wallets';

/** What the routes work with. */
export interface AdmissionsContext {
  readonly directory: UserDirectory;
  readonly outbox: Pick<Outbox, 'transaction'>;
  readonly codes: Codes;
  readonly checkIns: CheckIns;
  readonly transfers: Transfers;
  /** Of transfers that are offered, by account. */
  readonly transferLimit: RequestHandler;
  /** Of addresses that are named as staff, by account. */
  readonly staffLimit: RequestHandler;
  readonly resales: Pick<Resales, 'list' | 'withdraw'>;
  readonly access: DoorAccess;
  readonly doorCounts: DoorCounts;
  readonly messages: DoorMessages;
  readonly now: () => Date;
  readonly wallets: Wallets;
}
