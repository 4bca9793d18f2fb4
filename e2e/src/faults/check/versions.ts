import type { Finding } from './finding';
import { groupBy, some } from './group';
import type { OutboxEvent, Snapshot, Versioned } from './snapshot';

/** An aggregate whose events were sent by hand, without an owner: where its read models have to end. */
export interface Foreign {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
}

/** The owners of aggregates with versions, by the kind that their outbox rows name. */
function owners(snapshot: Snapshot): Readonly<Record<string, readonly Versioned[]>> {
  return {
    ticket: snapshot.tickets,
    order: snapshot.orders,
    // One that was refused before it began has told nothing.
    payment: snapshot.payments.filter(({ version }) => version >= 0),
    admission: snapshot.admissions,
    user: snapshot.users,
    support: snapshot.support,
    notification: snapshot.notifications.filter(({ isTold }) => isTold),
  };
}

/** I1 and I3: each read model has every aggregate, at the version its owner has. */
export function checkReadModels(snapshot: Snapshot, foreign: readonly Foreign[]): Finding[] {
  const findings: Finding[] = [];
  const known = owners(snapshot);
  for (const { kind, service, rows } of snapshot.replications) {
    const byHand = foreign.filter((each) => each.kind === kind);
    const wanted = new Map([...(known[kind] ?? []), ...byHand].map(({ id, version }) => [id, version]));
    const has = new Map(rows.map(({ id, version }) => [id, version]));
    for (const [id, version] of wanted) {
      const copy = has.get(id);
      const about = `${service} ${kind} ${id}`;
      if (copy === undefined) {
        findings.push({
          invariant: 'I1',
          kind: 'lost',
          text: `${service} never heard of ${kind} ${id}`,
          about,
        });
      } else if (copy !== version) {
        const text = `${service} has ${kind} ${id} at version ${copy} instead of ${version}`;
        findings.push({ invariant: 'I3', kind: 'gap', text, about });
      }
    }
    for (const id of has.keys()) {
      if (wanted.has(id)) continue;
      const text = `${service} knows ${kind} ${id}, which does not exist`;
      findings.push({ invariant: 'I4', kind: 'unexpected', text });
    }
    if (has.size !== rows.length) {
      findings.push({ invariant: 'I3', kind: 'duplicate', text: `${service} keeps some ${kind} twice` });
    }
  }
  for (const [service, count] of Object.entries(snapshot.parked)) {
    if (count === 0) continue;
    const text = `${service}: ${count} messages still wait for a predecessor`;
    findings.push({ invariant: 'I3', kind: 'gap', text });
  }
  return findings;
}

/** I4: an owner's outbox holds exactly one event for each of its versions, and all were sent. */
export function checkOutbox(snapshot: Snapshot): Finding[] {
  const findings: Finding[] = [];
  const finding = (text: string) => findings.push({ invariant: 'I4', kind: 'outbox', text });
  const unsent = snapshot.outbox.filter(({ isSent }) => !isSent);
  if (unsent.length > 0) finding(`${unsent.length} events were never sent: ${some(unsent.map(nameEvent))}`);
  const told = groupBy(snapshot.outbox, ({ aggregate }) => aggregate);
  const known = owners(snapshot);
  for (const [kind, rows] of Object.entries(known)) {
    for (const { id, version } of rows) {
      const versions = (told.get(`${kind}:${id}`) ?? []).map((event) => event.version).sort((a, b) => a - b);
      const complete = versions.length === version + 1 && versions.every((each, index) => each === index);
      if (!complete) {
        finding(`${kind} ${id} is at version ${version} and told of ${versions.join(', ') || 'none'}`);
      }
    }
    const ids = new Set(rows.map(({ id }) => `${kind}:${id}`));
    const stray = [...told.keys()].filter(
      (each) => each.startsWith(`${kind}:`) && !ids.has(each) && !/:.*:/.test(each),
    );
    if (stray.length > 0) finding(`events tell of what was never saved: ${some(stray)}`);
  }
  return findings;
}

/** I4: the broker delivered all that was sent, and nothing that was never saved. */
export function checkBroker({ outbox, broker }: Snapshot, foreign: readonly Foreign[]): Finding[] {
  const findings: Finding[] = [];
  const undelivered = outbox.filter(({ id, isSent }) => isSent && !broker.has(id));
  if (undelivered.length > 0) {
    const text = `the broker has lost ${undelivered.length} events: ${some(undelivered.map(nameEvent))}`;
    findings.push({ invariant: 'I1', kind: 'lost', text });
  }
  const saved = new Set(outbox.map(({ id }) => id));
  const byHand = new Set(foreign.map(({ id }) => id));
  const stray = [...broker].filter(([id]) => !saved.has(id) && !byHand.has(id.split('@')[0] ?? ''));
  if (stray.length > 0) {
    const text = `${stray.length} events were published and never saved: ${some(stray.map(([id, subject]) => `${subject} ${id}`))}`;
    findings.push({ invariant: 'I4', kind: 'outbox', text });
  }
  return findings;
}

function nameEvent({ service, aggregate, version }: OutboxEvent): string {
  return `${service} ${aggregate}@${version}`;
}
