import { z } from 'zod';
import { type Channel, channels } from './message-store';

/** What a provider may do instead of taking a message. */
export const faultSchema = z.strictObject({
  channel: z.enum(channels),
  /**
   * 429: too many, later; 503: down, later; 400: refused for good; hang: no answer at all;
   * drop-after-accept: taken, and the connection cut before it says so.
   */
  kind: z
    .union([z.enum(['429', '503', '400', 'hang', 'drop-after-accept']), z.number().transform(String)])
    .pipe(z.enum(['429', '503', '400', 'hang', 'drop-after-accept'])),
  /** Only messages to this receiver meet it; those to anybody if not given. */
  to: z.string().min(1).optional(),
  /** How many messages meet it. */
  times: z.number().int().min(1).max(1_000_000).default(1),
  /** Seconds told in `Retry-After`, for 429 and 503. */
  retryAfter: z.number().int().min(0).max(3600).optional(),
});

export type Fault = z.infer<typeof faultSchema>;

/** Faults ordered by tests, met in the order in which they were ordered. */
export class Faults {
  private readonly ordered: Fault[] = [];

  add(fault: Fault): void {
    this.ordered.push({ ...fault });
  }

  /** The fault that the next message of `channel` to these receivers meets, used up by the asking. */
  take(channel: Channel, receivers: readonly string[]): Fault | undefined {
    const index = this.ordered.findIndex(
      ({ channel: of, to }) => of === channel && (to === undefined || receivers.includes(to)),
    );
    const fault = this.ordered[index];
    if (!fault) return undefined;
    fault.times -= 1;
    if (fault.times === 0) this.ordered.splice(index, 1);
    return fault;
  }

  list(): Fault[] {
    return this.ordered.map((fault) => ({ ...fault }));
  }

  clear(): void {
    this.ordered.length = 0;
  }
}
