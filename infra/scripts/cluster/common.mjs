// What the steps share.
import { secret } from './kubectl.mjs';
import { inParallel, Person } from './people.mjs';

/** @throws Error with that message when it doesn't hold */
export function assert(holds, message) {
  if (!holds) throw new Error(message);
}

export const megabytes = (bytes) => `${Math.round(bytes / 1024 / 1024)} MiB`;

/** The first administrator's account. */
export const adminAccount = () => ({
  email: secret('ticketing-admin', 'email'),
  password: secret('ticketing-admin', 'password'),
});

/** New people, signed in. */
export const people = (base, count) =>
  inParallel(Array.from({ length: count }), 2, () => Person.signUp(base));
