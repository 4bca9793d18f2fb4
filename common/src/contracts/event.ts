import { z } from 'zod';
import type { Subjects } from './subjects';

/** A subject and the data published on it. Every event type narrows both. */
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
  /** The owner tells the state once more: whoever keeps it takes it as it is, and nobody acts on it. */
  replayed?: true;
}

/** One version of an aggregate, as consumers and the outbox order it. */
export interface AggregateRef {
  /** `<type>:<id>`, for example `order:665f…`. */
  aggregate: string;
  /** Count of the aggregate's published events before this one, from 0. */
  version: number;
}

/** One kind of event: what its data has to be, and whose history it is part of. */
export interface EventDefinition<A = string | undefined, Schema = z.core.$ZodType<object>> {
  /** The type of the aggregate, for example `order`; `undefined` for a fact outside of any versioned history. */
  readonly aggregate: A;
  readonly schema: Schema;
}

type Schemas<D extends object> = { readonly [S in Subjects]?: z.core.$ZodType<D> };

/** Declares all events of an aggregate; the data of each carries the aggregate's `id` and `version`. */
export function defineEvents<const A extends string, M extends Schemas<{ id: string; version: number }>>(
  aggregate: A,
  schemas: M,
): { readonly [S in keyof M]: EventDefinition<A, M[S]> } {
  return define(aggregate, schemas);
}

/** Declares facts outside of any versioned history, which may be applied whenever they arrive. */
export function defineFacts<M extends Schemas<object>>(
  schemas: M,
): { readonly [S in keyof M]: EventDefinition<undefined, M[S]> } {
  return define(undefined, schemas);
}

function define<A, M extends object>(aggregate: A, schemas: M): { [S in keyof M]: EventDefinition<A, M[S]> } {
  const entries = Object.entries(schemas).map(([subject, schema]: [string, unknown]) => [
    subject,
    { aggregate, schema },
  ]);
  return Object.fromEntries(entries) as { [S in keyof M]: EventDefinition<A, M[S]> };
}

/** The event that is declared for a subject, for example `EventIn<typeof ticketEvents, Subjects.TicketCreated>`. */
export type EventIn<Definitions, S extends Subjects & keyof Definitions> = {
  subject: S;
  data: Definitions[S] extends { schema: z.core.$ZodType<infer Data extends object> } ? Data : never;
};

/** Field types that events share. */
export const fields = {
  id: z.string().min(1).max(64),
  version: z.number().int().min(0),
  time: z.iso.datetime(),
  price: z.number().positive(),
  /** ISO 4217, lower case. */
  currency: z.string().regex(/^[a-z]{3}$/),
  /** Places of a ticket. */
  quantity: z.number().int().min(0).max(100_000),
};
