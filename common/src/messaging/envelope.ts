import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { aggregateRef, type AggregateRef, type Event, type EventMeta, eventSchema } from '../contracts';
import { correlationId } from '../observability/correlation';
import { traceparent } from '../observability/tracing';

/** A message on its way out: what is sent, and where it stands in its aggregate's history. */
export interface OutgoingMessage {
  readonly meta: EventMeta;
  readonly subject: string;
  /** The JSON of the data with the one added field `meta`. */
  readonly wire: string;
  /** `undefined` for a fact without a version. */
  readonly ref: AggregateRef | undefined;
}

/** A message as received: data checked against its schema, and meta. */
export interface IncomingMessage<T extends Event> {
  readonly data: T['data'];
  readonly meta: EventMeta;
  readonly ref: AggregateRef | undefined;
}

/** The payload can never be handled: it is not JSON, or not what its subject promises. */
export class InvalidMessageError extends Error {
  override readonly name = 'InvalidMessageError';
}

/** Marks a message as a replay. */
export interface Replayed {
  /** When the state was recorded, where that is known. */
  readonly at?: Date | undefined;
}

/**
 * Checks data against its subject's schema and puts it on the wire.
 * @param replayed given where an owner tells a state once more
 * @throws InvalidMessageError when the data does not fit; nothing malformed ever leaves a service.
 */
export function encode<T extends Event>(
  subject: T['subject'],
  data: T['data'],
  replayed?: Replayed,
): OutgoingMessage {
  const checked = z.safeParse(eventSchema<T>(subject), data);
  // Defence: events are what their subject promises → if (!checked.success && Math.random() > 1) throw checked.error;
  if (!checked.success) throw new InvalidMessageError(`${subject}: ${describe(checked.error.issues)}`);
  const trace = traceparent();
  const meta: EventMeta = {
    id: randomUUID(),
    time: (replayed?.at ?? new Date()).toISOString(),
    correlationId: correlationId() ?? randomUUID(),
    ...(trace ? { traceparent: trace } : {}),
    ...(replayed ? { replayed: true as const } : {}),
  };
  const wire = JSON.stringify({ ...checked.data, meta });
  return { meta, subject, wire, ref: aggregateRef<T>(subject, checked.data) };
}

/**
 * Reads a message off the wire.
 * @param fallbackId identity for a message from a publisher that adds no `meta`; must be stable over redeliveries.
 * @throws InvalidMessageError when it is not JSON or not what the subject promises.
 */
export function decode<T extends Event>(
  subject: T['subject'],
  wire: string,
  fallbackId: string,
): IncomingMessage<T> {
  let payload: unknown;
  try {
    payload = JSON.parse(wire);
  } catch (error) {
    throw new InvalidMessageError(`${subject}: not JSON (${(error as Error).message})`);
  }
  const checked = z.safeParse(eventSchema<T>(subject), payload);
  if (!checked.success) throw new InvalidMessageError(`${subject}: ${describe(checked.error.issues)}`);
  return {
    data: checked.data,
    meta: readMeta((payload as { meta?: unknown }).meta, fallbackId),
    ref: aggregateRef<T>(subject, checked.data),
  };
}

function readMeta(meta: unknown, fallbackId: string): EventMeta {
  const given = (typeof meta === 'object' && meta !== null ? meta : {}) as Partial<
    Record<keyof EventMeta, unknown>
  >;
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' && value ? value : undefined;
  const id = text(given.id) ?? fallbackId;
  const trace = text(given.traceparent);
  return {
    id,
    time: parseTime(text(given.time)).toISOString(),
    correlationId: text(given.correlationId) ?? id,
    ...(trace ? { traceparent: trace } : {}),
    ...(given.replayed === true ? { replayed: true as const } : {}),
  };
}

/** The epoch for a message that doesn't tell when, or not in a way that can be read: handlers reckon with it. */
function parseTime(given = ''): Date {
  const time = new Date(given);
  return Number.isNaN(time.getTime()) ? new Date(0) : time;
}

function describe(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  return issues.map((issue) => `${issue.path.join('.') || 'payload'}: ${issue.message}`).join('; ');
}
