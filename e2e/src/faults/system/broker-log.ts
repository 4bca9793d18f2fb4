import { randomUUID } from 'node:crypto';
import { Subjects } from '@ticketing/common/contracts';
import { NatsWrapper } from '@ticketing/common/messaging';
import type { Servers } from './servers';

/** Subjects of services that have no outbox: their facts repeat what others know. */
const unowned = new Set<string>([Subjects.ExpirationComplete]);

/** Follows everything that the broker delivers, from the first message on, as one more consumer. */
export class BrokerLog {
  /** Subject by the event's own id; what can't be read has no id. */
  readonly events = new Map<string, string>();
  private readonly nats = new NatsWrapper();

  async start({ nats: { clusterId, url } }: Servers): Promise<void> {
    await this.nats.connect({ clusterId, clientId: `faults-log-${randomUUID()}`, url });
    for (const subject of Object.values(Subjects).filter((each) => !unowned.has(each))) {
      this.nats.subscribe({
        subject,
        queueGroupName: 'faults-log',
        ackWait: 5_000,
        maxInFlight: 1_000,
        onMessage: (message) => {
          const id = readId(message.getRawData().toString('utf8'));
          if (id) this.events.set(id, subject);
          message.ack();
        },
      });
    }
  }

  stop(): Promise<void> {
    return this.nats.close();
  }
}

function readId(wire: string): string | undefined {
  try {
    return (JSON.parse(wire) as { meta?: { id?: string } }).meta?.id;
  } catch {
    return undefined;
  }
}
