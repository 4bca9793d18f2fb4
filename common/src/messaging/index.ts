export { type BeforeLetter, DeadLetters, type RedriveResult } from './dead-letters';
export {
  decode,
  encode,
  type IncomingMessage,
  InvalidMessageError,
  type OutgoingMessage,
  type Replayed,
} from './envelope';
export { classifyFailure, type FailureKind, GapError } from './errors';
export type { HistorySpec } from './history';
export { aggregateListeners, type AnyListener, Listener, type MessageContext } from './listener';
export type {
  DeadLetter,
  DeadLetterPage,
  DeadLetterPosition,
  DeadLetterStore,
  MessageStore,
  ParkedMessage,
  ParkingStore,
  StoredMessage,
} from './message-store';
export { MAX_ATTEMPTS } from './failed-messages';
export { Messaging, type MessagingOptions } from './messaging';
export { BrokerUnavailableError, type NatsOptions, NatsWrapper, type SubscriptionSpec } from './nats-wrapper';
export type { Outcome } from './outcome';
export { Projection, type ProjectionOptions } from './projection';
export { type EventSink, Publisher } from './publisher';
export { isClosing, QuietChannels } from './quiet-channels';
export { MongoMessageStore } from './stores/mongo-message-store';
export { RedisMessageStore } from './stores/redis-message-store';
export { isNextVersion, READ_MODEL_LINGER_MS, versionWrite } from './version';
