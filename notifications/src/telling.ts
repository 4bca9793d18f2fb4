import { retryUntilAvailable } from '@ticketing/common/concurrency';
import { TokenVerifier, type WebSockets } from '@ticketing/common/http';
import type { AnyListener, Messaging } from '@ticketing/common/messaging';
import type { Logger } from '@ticketing/common/observability';
import { UserDirectory } from '@ticketing/common/roles';
import type { Router } from 'express';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { AudienceReader } from './broadcasts/audience';
import { BroadcastQueue } from './broadcasts/broadcast-queue';
import { BroadcastRunner } from './broadcasts/broadcast-runner';
import { BroadcastStore } from './broadcasts/broadcast-store';
import { Broadcasts } from './broadcasts/broadcasts';
import { Inbox } from './inbox/inbox';
import { Live, type LiveOptions } from './live/live';
import { socketPath, SocketServer } from './live/socket-server';
import { type ChangeSource, feedStatus } from './live/status-feed';
import { AddressConfirmation } from './preferences/address-confirmation';
import { PreferenceStore } from './preferences/preference-store';
import { RecipientBook } from './recipients/recipient-book';
import { Replicas } from './replicas/replicas';
import { liveRouters } from './routes/live-routers';
import { unsubscribeRouter } from './routes/unsubscribe';
import type { TemplateContext } from './rules/content';
import { type Intake, Notifier } from './rules/notifier';
import { Reminders } from './rules/reminders';
import { subscriptions } from './subscriptions';

type LiveSettings = Omit<
  LiveOptions,
  'connection' | 'redis' | 'subscriber' | 'logger' | 'replicas' | 'inbox' | 'nameOf'
>;

export interface TellingOptions {
  connection: Connection;
  /** Commands and publishes. */
  redis: Redis;
  /** A connection of its own for subscribing; others may subscribe to their channels on it too. */
  subscriber: Redis;
  logger: Logger;
  intake: Intake;
  /** Tells how notifications get on; without it their status isn't shown live. */
  changes?: ChangeSource;
  jwtKey: string;
  context: TemplateContext;
  /** Origins that may open sockets, besides the own host. */
  allowedOrigins?: readonly string[];
  live?: LiveSettings;
  broadcasts?: { batch?: number; sweepMs?: number; leaseMs?: number };
}

/** Who is told what: listeners, reminders, broadcasts, preferences and all that is live. */
export class Telling {
  readonly directory: UserDirectory;
  /** Where users can be reached, for delivery. */
  readonly addressBook: RecipientBook;
  readonly routers: Router[];
  /** Routes whose body is not JSON: mail programs send a form. */
  readonly rawRouters: Router[];
  readonly live: Live;
  readonly broadcasts: Broadcasts;
  readonly reminders: Reminders;
  readonly webSockets: WebSockets;
  private readonly replicas: Replicas;
  private readonly notifier: Notifier;
  private stopFeeding: (() => void) | undefined;

  constructor(private readonly options: TellingOptions) {
    const { connection, redis, subscriber, logger, intake, jwtKey, context, allowedOrigins = [] } = options;
    const preferences = new PreferenceStore(connection);
    const inbox = new Inbox(connection);
    this.directory = new UserDirectory(connection);
    this.addressBook = new RecipientBook(connection, preferences);
    this.replicas = new Replicas(connection);
    const nameOf = async (id: string) => (await this.directory.find(id))?.name ?? '';
    const shared = { connection, redis, subscriber, logger };
    this.live = new Live({ ...options.live, ...shared, replicas: this.replicas, inbox, nameOf });
    this.notifier = new Notifier({ intake, feed: this.live.log, preferences, context, jwtKey });
    this.reminders = new Reminders({ replicas: this.replicas, notifier: this.notifier, context, logger });
    this.broadcasts = this.buildBroadcasts();
    const confirmation = new AddressConfirmation({ store: preferences, intake, jwtKey });
    const { live, broadcasts } = this;
    this.routers = liveRouters({ connection, live, inbox, preferences, confirmation, broadcasts });
    this.rawRouters = [unsubscribeRouter(preferences, jwtKey)];
    const verifier = new TokenVerifier(jwtKey);
    const { onUpgrade } = new SocketServer({ live, verifier, allowedOrigins, logger });
    this.webSockets = { path: socketPath, onUpgrade };
  }

  /** The listeners, for `messaging.listen(...)`. */
  listeners(messaging: Messaging): AnyListener[] {
    const { replicas, notifier, directory, addressBook: recipients } = this;
    return subscriptions(messaging, {
      replicas,
      notifier,
      directory,
      recipients,
      context: this.options.context,
    });
  }

  /** Creates indexes and begins; before the listeners do. */
  async start(): Promise<void> {
    await retryUntilAvailable(() => this.replicas.prepare(), this.options.logger);
    await this.live.start();
    await retryUntilAvailable(() => this.broadcasts.start(), this.options.logger);
    this.reminders.start();
    const { changes, logger } = this.options;
    this.stopFeeding = changes && feedStatus(changes, this.live.log, logger);
  }

  /** Ends the streams with a hint when to come back. */
  drain(): void {
    this.live.drain();
  }

  async stop(): Promise<void> {
    this.stopFeeding?.();
    await Promise.all([this.reminders.stop(), this.broadcasts.stop()]);
    await this.live.stop();
  }

  private buildBroadcasts(): Broadcasts {
    const { connection, redis, logger, broadcasts: settings = {}, live } = this.options;
    const store = new BroadcastStore(connection, settings.leaseMs);
    const audience = new AudienceReader(connection, this.replicas);
    const runner = new BroadcastRunner({ ...settings, store, audience, notifier: this.notifier, logger });
    const run = (id: string) => runner.run(id);
    const prefix = live?.redisPrefix;
    const queue = new BroadcastQueue({ redis, logger, run, ...(prefix === undefined ? {} : { prefix }) });
    return new Broadcasts({ store, audience, runner, queue });
  }
}
