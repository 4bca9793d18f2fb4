import {
  Subjects,
  type SupportCreatedEvent,
  type SupportUpdatedEvent,
  type UserCreatedEvent,
  type UserUpdatedEvent,
} from '@ticketing/common/contracts';
import type { CurrentUser } from '@ticketing/common/http';
import { Listener, Messaging, MongoMessageStore, NatsWrapper, Publisher } from '@ticketing/common/messaging';
import { testLogger } from '@ticketing/common/testing';
import type { Connection } from 'mongoose';

class UserCreatedPublisher extends Publisher<UserCreatedEvent> {
  readonly subject = Subjects.UserCreated;
}
class UserUpdatedPublisher extends Publisher<UserUpdatedEvent> {
  readonly subject = Subjects.UserUpdated;
}
type SupportData = SupportCreatedEvent['data'];
class Hears extends Listener<SupportCreatedEvent | SupportUpdatedEvent> {
  constructor(
    readonly subject: Subjects.SupportCreated | Subjects.SupportUpdated,
    private readonly heard: SupportData[],
  ) {
    super();
  }
  onMessage(data: SupportData): Promise<void> {
    const known = this.heard.some(({ id, version }) => id === data.id && version === data.version);
    if (!known) this.heard.push(data);
    return Promise.resolve();
  }
}

/** The other services, as the help desk knows them: they tell of users, and hear of support tickets. */
export class Bus {
  private readonly nats = new NatsWrapper();
  private messaging!: Messaging;
  /** What support:created and support:updated told, each message once however often it came. */
  readonly created: SupportData[] = [];
  readonly updated: SupportData[] = [];

  async connect(broker: { clusterId: string; url: string }, connection: Connection): Promise<void> {
    await this.nats.connect({ ...broker, clientId: 'others' });
    const store = new MongoMessageStore(connection);
    this.messaging = new Messaging({ service: 'hears-support', nats: this.nats, store, logger: testLogger });
    await this.messaging.listen(
      new Hears(Subjects.SupportCreated, this.created),
      new Hears(Subjects.SupportUpdated, this.updated),
    );
  }

  async close(): Promise<void> {
    await this.messaging.close();
    await this.nats.close();
  }

  publishCreated(user: CurrentUser): Promise<void> {
    return new UserCreatedPublisher(this.nats).publish({ ...user, name: '', version: 0 });
  }

  publishUpdated(user: CurrentUser, version: number): Promise<void> {
    return new UserUpdatedPublisher(this.nats).publish({ ...user, name: '', version });
  }
}
