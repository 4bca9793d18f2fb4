import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const storage = new AsyncLocalStorage<string>();

/** The correlation id of the request or message being handled; `undefined` outside of one. */
export function correlationId(): string | undefined {
  return storage.getStore();
}

/** Runs `fn`, and all that it awaits, under a correlation id. */
export function runWithCorrelation<R>(id: string, fn: () => R): R {
  return storage.run(id, fn);
}

/** A new correlation id. */
export function newCorrelationId(): string {
  return randomUUID();
}

const wellFormed = /^[\w.:-]{1,128}$/;

/** Whether an id from outside may be taken over: 1 to 128 letters, digits and `_ . : -`, safe in logs and headers. */
export function isCorrelationId(value: unknown): value is string {
  return typeof value === 'string' && wellFormed.test(value);
}
