export { type AccountNoticeEvent, type AccountNoticeKind, accountNoticeKinds } from './account-notice';
export type * from './admission';
export type { AuditRecordedEvent } from './audit';
export {
  aggregateRef,
  type AggregateSubject,
  type AggregateType,
  catalogue,
  type EventOn,
  eventSchema,
} from './catalogue';
export * from './door';
export type { AggregateRef, Event, EventMeta } from './event';
export type { ExpirationCompleteEvent } from './expiration';
export * from './export';
export { type NotificationUpdatedEvent, type OutgoingChannel, outgoingChannels } from './notification';
export * from './order';
export type * from './payment';
export { placeKey, type PlacesUpdatedEvent } from './places';
export type * from './resale';
export type * from './session';
export { RESALE_CAP_PERCENT, type ShowCreatedEvent, type ShowUpdatedEvent } from './show';
export { Subjects } from './subjects';
export type * from './support';
export type * from './ticket';
export type * from './transfer';
export type * from './user';
