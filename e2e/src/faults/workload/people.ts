import { setTimeout as pause } from 'node:timers/promises';
import { signToken } from '@ticketing/common/http';
import { mongo } from 'mongoose';
import { WORKLOAD_DOMAIN } from '../check/commands';
import { replicated } from '../system/replications';
import type { System } from '../system/system';
import { Caller } from './caller';
import type { Recorder } from './recorder';

const PASSWORD = 'a good password';

/** Everybody who acts in a run. */
export interface People {
  readonly sellers: readonly Caller[];
  readonly buyers: readonly Caller[];
  readonly admin: Caller;
}

/** How many of each. */
export interface Crowd {
  readonly sellers: number;
  readonly buyers: number;
  readonly engineers: number;
}

let accounts = 0;

/** Opens an account, and records it. @returns undefined when that was not acknowledged */
export async function signUp(
  baseUrl: string,
  recorder: Recorder,
  role?: 'engineer',
): Promise<Caller | undefined> {
  accounts += 1;
  const email = `user-${process.pid}-${accounts}${WORKLOAD_DOMAIN}`;
  const at = Date.now();
  const fields = { email, password: PASSWORD, name: `User ${accounts}`, ...(role ? { role } : {}) };
  const { status, body } = await new Caller(baseUrl).post<{ id: string }>('/api/users/signup', fields);
  recorder.add('user', email, status, at, body?.id);
  if (status !== 201 || !body) return undefined;
  return signIn(baseUrl, email, PASSWORD, body.id);
}

async function signIn(baseUrl: string, email: string, password: string, id: string): Promise<Caller> {
  for (;;) {
    const answer = await new Caller(baseUrl).post<{ accessToken: string }>('/api/users/token', {
      email,
      password,
    });
    if (answer.body?.accessToken) return new Caller(baseUrl, answer.body.accessToken, id, email);
    await pause(100);
  }
}

/** The users of a run, through the system's own sign-up; engineers are approved by the admin. */
export async function gather(system: System, recorder: Recorder, crowd: Crowd): Promise<People> {
  const { baseUrl } = system;
  const admin = await signIn(baseUrl, system.admin.email, system.admin.password, '');
  const many = async (count: number, role?: 'engineer'): Promise<Caller[]> => {
    const found: Caller[] = [];
    while (found.length < count) {
      const user = await signUp(baseUrl, recorder, role);
      if (user) found.push(user);
    }
    return found;
  };
  const [sellers, buyers, engineers] = await Promise.all([
    many(crowd.sellers),
    many(crowd.buyers),
    many(crowd.engineers, 'engineer'),
  ]);
  for (const { id } of engineers) await admin.request('PATCH', `/api/users/${id}`, { status: 'approved' });
  return { sellers, buyers, admin };
}

/** Users with sessions but no accounts, for a system without the service that keeps them. */
export async function strangers(system: System, crowd: Crowd): Promise<People> {
  const { baseUrl, jwtKey, stores } = system;
  let next = 0;
  const one = (role: 'customer' | 'admin' = 'customer'): Caller => {
    next += 1;
    const id = next.toString(16).padStart(24, '0');
    const email = `stranger-${next}${WORKLOAD_DOMAIN}`;
    return new Caller(baseUrl, signToken({ id, email, role, status: 'approved' }, jwtKey, 86_400), id, email);
  };
  const many = (count: number) => Array.from({ length: count }, () => one());
  const admin = one('admin');
  // A session's role counts only where the user is known.
  for (const { service, collection } of replicated.flatMap(({ kind, copies }) =>
    kind === 'user' ? copies : [],
  )) {
    if (!system.has(service)) continue;
    const state = { email: admin.email, name: '', role: 'admin', status: 'approved', version: 0 };
    await stores.collection(service, collection).insertOne({ _id: new mongo.ObjectId(admin.id), ...state });
  }
  return { sellers: many(crowd.sellers), buyers: many(crowd.buyers), admin };
}
