import { RateLimit } from '@ticketing/common/http';
import type { Connection } from 'mongoose';
import type { NotificationRow } from '../notification/notification';

/** What a code to confirm a number is, as a notification. */
export const CODE_KIND = 'address.confirm';

const DAY_SECONDS = 86_400;

/** The text messages of a day, shared by all replicas: whoever can have one sent can't have the account emptied. */
export class SmsBudget {
  private readonly limit: RateLimit;

  constructor(connection: Connection, perDay: number) {
    this.limit = new RateLimit(connection, { name: 'sms', limit: perDay, windowSeconds: DAY_SECONDS });
  }

  /** Takes one message. Returns how long to wait, in ms; 0 when it may go now. */
  async wait(): Promise<number> {
    const { allowed, resetsAt } = await this.limit.take('all');
    return allowed ? 0 : Math.max(1, resetsAt.getTime() - Date.now());
  }

  /** The same for a notification: each is counted once, and a code was when it was asked for. */
  async takeTurn({ kind, permit }: NotificationRow): Promise<number> {
    return permit || kind === CODE_KIND ? 0 : this.wait();
  }
}
