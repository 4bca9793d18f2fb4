import { randomUUID } from 'node:crypto';
import { retryUntilAvailable } from '@ticketing/common/concurrency';
import { ExportListener } from '@ticketing/common/exports';
import {
  Authenticator,
  createRouter,
  idempotency,
  RateLimit,
  sendsSecureCookies,
  SessionReader,
  type TokenKeys,
  TokenVerifier,
  type WebSockets,
} from '@ticketing/common/http';
import type { AnyListener, Messaging } from '@ticketing/common/messaging';
import { SecurityEvents, type SecurityLogger } from '@ticketing/common/observability';
import type { Outbox } from '@ticketing/common/outbox';
import { Revocations, UserDirectory } from '@ticketing/common/roles';
import type { Router } from 'express';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import { AudienceReader } from './broadcasts/audience';
import { BroadcastQueue } from './broadcasts/broadcast-queue';
import { BroadcastRunner } from './broadcasts/broadcast-runner';
import { BroadcastStore } from './broadcasts/broadcast-store';
import { Broadcasts } from './broadcasts/broadcasts';
import { broadcastRoutes } from './broadcasts/routes';
import { defaultReceivers } from './channels/channels';
import { type AddressBook, RecipientBook } from './delivery/address-book';
import { AdmissionFiles } from './delivery/admission-files';
import { buildDelivery, type Delivery } from './delivery/delivery';
import { exposeBacklog } from './delivery/metrics';
import { SmsBudget } from './delivery/sms-budget';
import type { Environment } from './environment';
import { streamRouter } from './feed/event-stream';
import { Live, type LiveOptions } from './feed/live';
import { type ChangeSource, feedStatus } from './feed/status-feed';
import { socketPath, SocketServer } from './feed/websocket';
import type { IntakeDependencies } from './intake/accept-one';
import { Digests } from './intake/digests';
import { AddressHold } from './intake/address-hold';
import { NotificationIntake } from './intake/notification-intake';
import { Changes, StatusWaiters } from './notification/changes';
import { DeadLetters } from './notification/dead-letters';
import { Inbox, inboxRoutes } from './notification/inbox';
import {
  type OutgoingChannel,
  ensureNotificationIndexes,
  type NotificationCollection,
  notificationCollection,
} from './notification/notification';
import { personalData } from './personal-data';
import { AddressConfirmation } from './preferences/address-confirmation';
import { PreferenceStore } from './preferences/preferences';
import { codesToAddress, preferenceRoutes } from './preferences/routes';
import { unsubscribeRouter } from './preferences/unsubscribe';
import { ReadModels } from './read-models/read-models';
import { blockRoutes } from './rooms/blocks';
import { roomRoutes } from './rooms/messages';
import { reportRoutes } from './rooms/reports';
import type { TemplateContext } from './rules/content';
import { type Intake, Notifier } from './rules/notifier';
import { Reminders } from './rules/reminders';
import { ShowNews } from './rules/show-news';
import { subscriptions } from './subscriptions';

export interface PipelineOptions {
  env: Environment;
  connection: Connection;
  outbox: Outbox;
  redis: Redis;
  subscriber: Redis;
  logger: SecurityLogger;
}

/** How notifications come in and go out: intake, delivery, status and dead letters. */
export class DeliveryPipeline implements IntakeDependencies {
  readonly connection: Connection;
  readonly collection: NotificationCollection;
  readonly changes: Changes;
  readonly intake: NotificationIntake;
  private readonly digests: Digests;
  readonly hold: AddressHold;
  readonly defaults: ReadonlySet<OutgoingChannel>;
  readonly deadLetters: DeadLetters;
  readonly waiters: StatusWaiters;
  readonly accountLimit: RateLimit;
  private delivery: Delivery | undefined;

  constructor(private readonly options: PipelineOptions) {
    const { env, connection, outbox, redis, subscriber, logger } = options;
    const collection = notificationCollection(connection);
    this.connection = connection;
    this.collection = collection;
    this.changes = new Changes({ redis, subscriber, logger, processId: randomUUID() });
    this.digests = new Digests(connection, collection);
    const { changes, digests } = this;
    this.intake = new NotificationIntake({ collection, digests, outbox, changes, logger });
    const directory = new UserDirectory(connection);
    this.hold = new AddressHold({ collection, directory, changes });
    this.defaults = new Set(Object.keys(defaultReceivers(env)) as OutgoingChannel[]);
    this.deadLetters = new DeadLetters({ collection, outbox, logger });
    this.waiters = new StatusWaiters(this.changes);
    const limit = env.NOTIFICATIONS_PER_ACCOUNT;
    this.accountLimit = new RateLimit(connection, { name: 'notifications', limit });
  }

  /** Creates the indexes and begins to deliver, unless that is left to other replicas. */
  async start(addresses: AddressBook, files?: Pick<AdmissionFiles, 'attach'>): Promise<void> {
    const { env } = this.options;
    await retryUntilAvailable(() => ensureNotificationIndexes(this.connection), this.options.logger);
    await retryUntilAvailable(() => this.digests.prepare(), this.options.logger);
    exposeBacklog(this.collection);
    this.changes.start();
    if (env.DELIVERY === 'off') return;
    this.delivery = buildDelivery({
      ...this.options,
      collection: this.collection,
      changes: this.changes,
      addresses,
      ...(files && { attach: (row) => files.attach(row) }),
    });
    this.delivery.start();
  }

  /** Lets long polls go. */
  drain(): void {
    this.waiters.drain();
  }

  /** Finishes the pushes under way and stores their answers. */
  async stop(): Promise<void> {
    await this.delivery?.stop();
    this.changes.stop();
  }
}

type LiveSettings = Omit<
  LiveOptions,
  'connection' | 'redis' | 'subscriber' | 'logger' | 'readModels' | 'inbox' | 'findName' | 'revocations'
>;

export interface FeatureOptions {
  connection: Connection;
  outbox: Outbox;
  /** Commands and publishes. */
  redis: Redis;
  /** A connection of its own for subscribing; others may subscribe to their channels on it too. */
  subscriber: Redis;
  logger: SecurityLogger;
  intake: Intake;
  hold: Pick<AddressHold, 'release'>;
  /** Tells how notifications get on; without it their status isn't shown live. */
  changes?: ChangeSource;
  smsPerDay: number;
  /** Signs links and codes in mails. */
  linkKey: string;
  /** What the tokens of sockets are checked with. */
  keys: TokenKeys;
  context: TemplateContext;
  /** How long messages are gathered, in ms. */
  windowMs: number;
  /** Origins that may open sockets, besides the own host. */
  allowedOrigins?: readonly string[];
  /** Whether sockets come from a proxy whose word on the host counts. */
  trustsProxy?: boolean;
  /** Wakes requests that are held, as far as their sessions have ended. */
  onRevoked?: () => void;
  live?: LiveSettings;
  broadcasts?: { batch?: number; sweepMs?: number; leaseMs?: number };
}

/** Who is told what: listeners, reminders, broadcasts, preferences and all that is live. */
export class UserFeatures {
  readonly directory: UserDirectory;
  readonly revocations: Revocations;
  private readonly exportListener: ExportListener;
  /** Where users can be reached, for delivery. */
  readonly addressBook: RecipientBook;
  /** What mails have attached. */
  readonly admissionFiles: AdmissionFiles;
  readonly routers: Router[];
  /** Routes whose body is not JSON: mail programs send a form. */
  readonly rawRouters: Router[];
  readonly live: Live;
  readonly broadcasts: Broadcasts;
  readonly reminders: Reminders;
  readonly showNews: ShowNews;
  readonly webSockets: WebSockets;
  private readonly readModels: ReadModels;
  private readonly notifier: Notifier;
  private stopFeeding: (() => void) | undefined;

  constructor(private readonly options: FeatureOptions) {
    const { connection, redis, subscriber, logger, intake, linkKey, context } = options;
    const preferences = new PreferenceStore(connection);
    const inbox = new Inbox(connection);
    this.revocations = new Revocations({ connection, logger });
    this.directory = new UserDirectory(connection, this.revocations, personalData);
    this.exportListener = new ExportListener({
      service: 'notifications',
      connection,
      outbox: options.outbox,
      directory: this.directory,
      personal: personalData,
    });
    this.addressBook = new RecipientBook(connection, preferences);
    this.readModels = new ReadModels(connection);
    this.admissionFiles = new AdmissionFiles(this.readModels, this.directory);
    const findName = async (id: string) => (await this.directory.find(id))?.name ?? '';
    const shared = { connection, redis, subscriber, logger };
    const { addressBook: recipients, revocations } = this;
    this.live = new Live({
      ...options.live,
      ...shared,
      readModels: this.readModels,
      inbox,
      findName,
      revocations,
    });
    const { windowMs } = options;
    const feed = this.live.log;
    this.notifier = new Notifier({ intake, feed, preferences, recipients, context, linkKey, windowMs });
    this.reminders = new Reminders({ readModels: this.readModels, notifier: this.notifier, context, logger });
    const { readModels, notifier } = this;
    this.showNews = new ShowNews({ connection, readModels, notifier, logger });
    this.broadcasts = this.buildBroadcasts();
    const confirmation = new AddressConfirmation({ store: preferences, intake, linkKey });
    const { live, broadcasts } = this;
    this.routers = featureRouters({
      connection,
      outbox: options.outbox,
      live,
      inbox,
      preferences,
      confirmation,
      broadcasts,
      budget: new SmsBudget(connection, options.smsPerDay),
    });
    this.rawRouters = [unsubscribeRouter(preferences, linkKey)];
    const reader = new SessionReader(new TokenVerifier(options.keys), sendsSecureCookies());
    const events = new SecurityEvents(logger);
    const authenticator = new Authenticator({ reader, sessions: revocations, events });
    const { allowedOrigins: allowed = [], trustsProxy = true } = options;
    const { onUpgrade } = new SocketServer({
      live,
      authenticator,
      origins: { allowed, trustsProxy },
      events,
      logger,
    });
    this.webSockets = { path: socketPath, onUpgrade };
  }

  /** The listeners, for `messaging.listen(...)`. */
  listeners(messaging: Messaging): AnyListener[] {
    const { readModels, notifier, showNews, directory, addressBook: recipients } = this;
    const { context, hold } = this.options;
    return [
      ...subscriptions(messaging, {
        readModels,
        notifier,
        showNews,
        directory,
        recipients,
        context,
        hold,
      }),
      this.revocations.listener(),
      this.exportListener,
    ];
  }

  /** Creates indexes and begins; before the listeners do. */
  async start(): Promise<void> {
    await retryUntilAvailable(() => this.readModels.prepare(), this.options.logger);
    await retryUntilAvailable(() => this.directory.indexEmails(), this.options.logger);
    await retryUntilAvailable(() => this.revocations.start(), this.options.logger);
    await retryUntilAvailable(() => this.exportListener.prepare(), this.options.logger);
    this.revocations.onRevoked(() => this.options.onRevoked?.());
    await this.live.start();
    await retryUntilAvailable(() => this.broadcasts.start(), this.options.logger);
    this.reminders.start();
    this.showNews.start();
    const { changes, logger } = this.options;
    this.stopFeeding = changes && feedStatus(changes, this.live.log, logger);
  }

  /** Ends the streams with a hint when to come back. */
  drain(): void {
    this.live.drain();
  }

  async stop(): Promise<void> {
    this.stopFeeding?.();
    await Promise.all([
      this.reminders.stop(),
      this.showNews.stop(),
      this.broadcasts.stop(),
      this.revocations.close(),
    ]);
    await this.live.stop();
  }

  private buildBroadcasts(): Broadcasts {
    const { connection, outbox, redis, logger, broadcasts: settings = {}, live } = this.options;
    const store = new BroadcastStore(connection, settings.leaseMs);
    const audience = new AudienceReader(connection, this.readModels);
    const runner = new BroadcastRunner({ ...settings, store, audience, notifier: this.notifier, logger });
    const run = (id: string) => runner.run(id);
    const prefix = live?.redisPrefix;
    const queue = new BroadcastQueue({ redis, logger, run, ...(prefix === undefined ? {} : { prefix }) });
    return new Broadcasts({ outbox, store, audience, runner, queue });
  }
}

export interface FeatureRouterDependencies {
  connection: Connection;
  outbox: Pick<Outbox, 'transaction'>;
  live: Live;
  inbox: Inbox;
  preferences: PreferenceStore;
  confirmation: AddressConfirmation;
  budget: SmsBudget;
  broadcasts: Broadcasts;
}

/** The routes of what people read, choose and hear live. They come before `/api/notifications/:id`. */
export function featureRouters(dependencies: FeatureRouterDependencies): Router[] {
  const { connection, outbox, live, inbox, preferences, confirmation, budget, broadcasts } = dependencies;
  return [
    streamRouter(live),
    createRouter(roomRoutes, { live }),
    createRouter(blockRoutes, { live }),
    createRouter(reportRoutes, { connection, outbox, live }),
    createRouter(inboxRoutes, { inbox, feed: live.log }),
    createRouter(preferenceRoutes, {
      connection,
      preferences,
      confirmation,
      budget,
      codes: codesToAddress(connection),
    }),
    createRouter(broadcastRoutes, { broadcasts, idempotent: idempotency(connection) }),
  ];
}

/** The whole service, as the environment configures it. */
export function compose({ env, ...connections }: PipelineOptions) {
  const pipeline = new DeliveryPipeline({ env, ...connections });
  const features = new UserFeatures({
    ...connections,
    intake: pipeline.intake,
    hold: pipeline.hold,
    changes: pipeline.changes,
    // Refused at the start without any of both.
    linkKey: env.LINK_KEY ?? env.JWT_KEY!,
    keys: { jwtKey: env.JWT_KEY, publicKeys: env.JWT_PUBLIC_KEYS },
    smsPerDay: env.SMS_PER_DAY,
    context: {
      webUrl: env.PUBLIC_URL.replace(/\/+$/, ''),
      answersAreRead: env.SUPPORT_REPLY_TO !== undefined,
    },
    windowMs: env.MAIL_WINDOW_SECONDS * 1000,
    allowedOrigins: env.ALLOWED_ORIGINS,
    trustsProxy: env.TRUST_PROXY_HOPS > 0,
    onRevoked: () => pipeline.waiters.lookAgain(),
  });
  return {
    pipeline,
    features,
    start: async () => {
      await features.start();
      await pipeline.start(features.addressBook, features.admissionFiles);
    },
    onDrain: () => {
      pipeline.drain();
      features.drain();
    },
    stop: async () => {
      await Promise.all([pipeline.stop(), features.stop()]);
    },
  };
}
