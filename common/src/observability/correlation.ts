import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
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

/** Runs something later as a part of what is handled now. */
export type Resume = <R>(fn: () => R) => R;

/**
 * Keeps hold of what is being handled now, its correlation id and its trace, for work that is done together with that of
 * others and still has to be told apart.
 */
export function bindAsyncContext(): Resume {
  const kept = new AsyncResource('kept');
  return (fn) => kept.runInAsyncScope(fn);
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
