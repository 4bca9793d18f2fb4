import { z } from 'zod';
import type { Subjects } from './subjects';

/** A subject and the data told on it. Every event type narrows both. */
export interface Event {
  subject: Subjects;
  data: object;
}

/** What travels with the data of every event. */
export interface EventMeta {
  /** Unique per event and the same on every redelivery. */
  id: string;
  /** ISO 8601 time at which the fact was recorded. */
  time: string;
  /** Follows one cause through all services. */
  correlationId: string;
  /** W3C trace context of the cause, when tracing is on. */
  traceparent?: string | undefined;
}

/** The aggregate an event tells of, as consumers and the outbox order it. */
export interface AggregateRef {
  /** `<kind>:<id>`, for example `order:665f…`. */
  aggregate: string;
  /** Count of the aggregate's published events before this one, from 0. */
  version: number;
}

/** Everything the platform knows of one kind of event. */
export interface EventDefinition<T extends Event> {
  readonly subject: T['subject'];
  readonly schema: z.ZodType<T['data']>;
  /** What the aggregate is, for example `order`; absent for a fact outside of any versioned history. */
  readonly aggregateType?: string;
  /**
   * The aggregate and version this event is one of; `undefined` for a fact that is not part of a versioned
   * history and may therefore be applied whenever it arrives.
   */
  readonly aggregateRef: (data: T['data']) => AggregateRef | undefined;
}

/** Declares an event whose data carries the `id` and `version` of its aggregate. */
export function versionedEvent<S extends Subjects, D extends { id: string; version: number }>(
  kind: string,
  subject: S,
  schema: z.ZodType<D>,
): EventDefinition<{ subject: S; data: D }> {
  return {
    subject,
    schema,
    aggregateType: kind,
    aggregateRef: (data) => ({ aggregate: `${kind}:${data.id}`, version: data.version }),
  };
}

/** Declares an event outside of any versioned history. */
export function plainEvent<S extends Subjects, D extends object>(
  subject: S,
  schema: z.ZodType<D>,
): EventDefinition<{ subject: S; data: D }> {
  return { subject, schema, aggregateRef: () => undefined };
}

/** Field types that events share. */
export const fields = {
  id: z.string().min(1).max(64),
  version: z.number().int().min(0),
  time: z.iso.datetime(),
  price: z.number().positive(),
};
