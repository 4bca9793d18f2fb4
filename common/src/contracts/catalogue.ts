import type { z } from 'zod';
import { accountNoticeEvents } from './account-notice';
import type { AggregateRef, Event, EventDefinition, EventIn } from './event';
import { admissionEvents } from './admission';
import { auditFacts } from './audit';
import { doorFacts } from './door';
import { expirationFacts } from './expiration';
import { exportFacts } from './export';
import { notificationEvents } from './notification';
import { orderEvents, orderFacts } from './order';
import { paymentEvents } from './payment';
import { placesEvents } from './places';
import { resaleEvents, resaleFacts } from './resale';
import { sessionEvents } from './session';
import { showEvents } from './show';
import type { Subjects } from './subjects';
import { supportEvents } from './support';
import { ticketEvents } from './ticket';
import { transferFacts } from './transfer';
import { userEvents, userFacts } from './user';

/** The definition of every event, by subject; a subject without one does not compile. */
export const catalogue = {
  ...userEvents,
  ...userFacts,
  ...accountNoticeEvents,
  ...sessionEvents,
  ...auditFacts,
  ...exportFacts,
  ...showEvents,
  ...ticketEvents,
  ...orderEvents,
  ...orderFacts,
  ...placesEvents,
  ...paymentEvents,
  ...admissionEvents,
  ...transferFacts,
  ...resaleEvents,
  ...resaleFacts,
  ...doorFacts,
  ...supportEvents,
  ...notificationEvents,
  ...expirationFacts,
} satisfies { readonly [S in Subjects]: EventDefinition };

type Catalogue = typeof catalogue;

/** The event published on a subject. */
export type EventOn<S extends Subjects> = EventIn<Catalogue, S>;

/** The types of aggregates that have a versioned history. */
export type AggregateType = NonNullable<Catalogue[Subjects]['aggregate']>;

/** Every subject of an aggregate's history. */
export type AggregateSubject<A extends AggregateType> = {
  [S in Subjects]: Catalogue[S]['aggregate'] extends A ? S : never;
}[Subjects];

/** What the data of a subject's event has to be. */
export function eventSchema<T extends Event>(subject: T['subject']): z.core.$ZodType<T['data']> {
  return catalogue[subject].schema;
}

/** The aggregate's version that a message is of, or `undefined` for a fact without a version. */
export function aggregateRef<T extends Event>(
  subject: T['subject'],
  data: T['data'],
): AggregateRef | undefined {
  const { aggregate } = catalogue[subject];
  if (!aggregate) return undefined;
  const { id, version } = data as { id: string; version: number };
  return { aggregate: `${aggregate}:${id}`, version };
}
