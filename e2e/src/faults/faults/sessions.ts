import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '@ticketing/harness';
import type { Finding } from '../check/finding';
import type { Fault, FaultContext } from '../fault';
import type { Far } from '../system/links';
import { Caller } from '../workload/caller';
import { signUp } from '../workload/people';

/** How long after the answer, or after the broker's return, a request may still be accepted, in ms. */
const BOUND_MS = 1_000;
const ASKED_EVERY_MS = 50;
/** What is refused must go on being refused. */
const REFUSED_TIMES = 10;
const GIVE_UP_MS = 15_000;
const SESSIONS = 3;

/** A read by which each service tells whether it accepts a session. */
const reads: Readonly<Record<string, string>> = {
  auth: '/api/users/me/sessions',
  orders: '/api/orders',
  payments: '/api/payments',
  support: '/crm/api/v1/tickets',
  notifications: '/api/notifications',
};

/** A replica that is asked by itself, with a token that it has accepted before. */
interface Probe {
  readonly name: string;
  readonly path: string;
  readonly caller: Caller;
}

export const sessionsEnd: Fault = {
  name: 'sessions-end',
  title:
    'sessions end and accounts are suspended, also while Redis or the broker is away: refused everywhere within 1 s',
  healsWithin: 30,
  underLoad: false,
  async run(context) {
    const findings: Finding[] = [];
    const away: readonly (Far | undefined)[] = [undefined, 'redis', 'nats'];
    for (const far of away.filter(
      (one) => one === undefined || context.system.servers.links.to(one).length,
    )) {
      const end = { signout: await open(context), suspension: await open(context) };
      const probes = {
        ...end,
        signout: probesFor(context, end.signout),
        suspension: probesFor(context, end.suspension),
      };
      await accepted([...probes.signout, ...probes.suspension]);
      const { links } = context.system.servers;
      if (far) await links.cut(links.to(far));
      const since = await endAll(context, end);
      // What others have to hear of, they hear of once the broker is back; auth knows.
      const late = [...probes.signout, ...probes.suspension].map((probe) =>
        lastAccepted(probe).then((at) => ({ probe, at })),
      );
      let returned = since;
      if (far) {
        await sleep(2_000);
        await links.restore();
        if (far === 'nats') returned = Date.now();
      }
      let longest = 0;
      for (const { probe, at } of await Promise.all(late)) {
        const bound = probe.name.startsWith('auth') ? since : returned;
        longest = Math.max(longest, at - bound);
        if (at - bound <= BOUND_MS) continue;
        const text = `${probe.name} accepted ${at - bound} ms later what had ended${far ? ` without ${far}` : ''}`;
        findings.push({ invariant: 'I17', kind: 'ended session', text });
      }
      context.injected(
        `${SESSIONS} sessions ended, ${SESSIONS} accounts suspended${far ? ` without ${far}` : ''}`,
      );
      context.note(`ms accepted after${far ? `, ${far} away` : ''}`, longest);
    }
    return findings;
  },
};

async function open({ system, recorder }: FaultContext): Promise<Caller[]> {
  const opened = await Promise.all(Array.from({ length: SESSIONS }, () => signUp(system.baseUrl, recorder)));
  return opened.filter((caller) => caller !== undefined);
}

function probesFor({ system }: FaultContext, callers: readonly Caller[]): Probe[] {
  return callers.flatMap(({ token, id }) =>
    Object.entries(reads).flatMap(([service, path]) =>
      system.findReplicas(service).map(({ name, options }) => ({
        name,
        path,
        caller: new Caller(`http://127.0.0.1:${options.port}`, token, id),
      })),
    ),
  );
}

async function accepted(probes: readonly Probe[]): Promise<void> {
  await until('all sessions to be accepted', async () => {
    const answers = await Promise.all(probes.map(({ caller, path }) => caller.get(path)));
    return answers.every(({ status }) => status === 200);
  });
}

/** @returns when the last of it was answered */
async function endAll(
  { people: { admin } }: FaultContext,
  { signout, suspension }: Record<'signout' | 'suspension', readonly Caller[]>,
): Promise<number> {
  const answers = await Promise.all([
    ...signout.map((caller) => caller.post('/api/users/signout')),
    ...suspension.map(({ id }) => admin.request('PATCH', `/api/users/${id}`, { status: 'suspended' })),
  ]);
  const failed = answers.find(({ status }) => status !== 200);
  if (failed) throw new Error(`a session could not be ended: ${failed.status}`);
  return Date.now();
}

/** When the last request was sent that was accepted; 0 when none was. */
async function lastAccepted({ caller, path }: Probe): Promise<number> {
  const begun = Date.now();
  let last = 0;
  for (let refused = 0; refused < REFUSED_TIMES && Date.now() - begun < GIVE_UP_MS;) {
    const sentAt = Date.now();
    const { status } = await caller.get(path);
    if (status === 200) last = sentAt;
    if (status === 200) refused = 0;
    if (status === 401 || status === 403) refused += 1;
    await sleep(ASKED_EVERY_MS);
  }
  return last;
}
