import type { Event } from '../contracts';
import { encode, type OutgoingMessage } from './envelope';

/**
 * Where a publisher's messages go. The NATS wrapper sends at once and resolves on the broker's
 * acknowledgement; an outbox transaction stores the message and sends it after commit.
 */
export interface EventSink {
  publish(message: OutgoingMessage): Promise<void>;
}

/**
 * Base of all publishers: one class per subject, its data checked by type and by schema.
 *
 * @example
 * class TicketCreatedPublisher extends Publisher<TicketCreatedEvent> {
 *   readonly subject = Subjects.TicketCreated;
 * }
 * await new TicketCreatedPublisher(transaction).publish({ id, version: 0, title, price, userId });
 */
export abstract class Publisher<T extends Event> {
  abstract readonly subject: T['subject'];

  constructor(private readonly sink: EventSink) {}

  /**
   * @throws InvalidMessageError when the data does not fit the event's schema.
   * @throws whatever the sink throws, for example when the broker does not answer.
   */
  async publish(data: T['data']): Promise<void> {
    await this.sink.publish(encode<T>(this.subject, data));
  }
}
