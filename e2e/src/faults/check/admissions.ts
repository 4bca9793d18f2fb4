import type { Scan } from '../workload/recorder';
import type { Finding } from './finding';
import { groupBy, some } from './group';
import type { AdmissionState, OutboxEvent, Snapshot } from './snapshot';

/**
 * I13: a place that is paid for has one code, that of its order, or none while somebody may buy it from its holder; one that
 * isn't has none, and no place ever had two codes at the same time.
 */
export function checkAdmissions({ orders, admissions, outbox }: Snapshot): Finding[] {
  const findings: Finding[] = [];
  const finding = (text: string) => findings.push({ invariant: 'I13', kind: 'code', text });
  const good = admissions.filter(({ code, status }) => code !== undefined || status !== 'void');
  const issued = groupBy(good, ({ orderId }) => orderId);
  const surrendered = new Set(
    admissions
      .filter(({ isSurrendered }) => isSurrendered)
      .map(({ orderId, place }) => `${orderId} ${place}`),
  );
  for (const { id, status, places, admits = places } of orders) {
    const has = (issued.get(id) ?? []).map(({ place }) => place).sort();
    issued.delete(id);
    if (status === 'complete' && !admits) continue;
    const due =
      status === 'complete' ? admits!.filter((place) => !surrendered.has(`${id} ${place}`)).sort() : [];
    if (has.join() !== due.join())
      finding(`order ${id} is ${status}: admissions to ${some(has)} are good, and not to ${some(due)}`);
  }
  for (const [orderId, those] of issued)
    finding(`admissions ${some(those.map(({ id }) => id))} are of order ${orderId}, which does not exist`);
  for (const [place, holders] of groupBy(good, (each) => each.place))
    if (holders.length > 1) finding(`place ${place} has the codes of ${some(holders.map(({ id }) => id))}`);
  for (const [place, spans] of groupBy(goodSpans(outbox), (span) => span.place)) {
    const ordered = spans.sort((a, b) => a.from - b.from || a.until - b.until);
    for (const [nth, { id, from }] of ordered.slice(1).entries()) {
      const before = ordered[nth]!;
      if (from >= before.until) continue;
      finding(`place ${place} had two codes for ${before.until - from} ms: of ${before.id} and of ${id}`);
    }
  }
  return findings;
}

/** A time in which an admission had a code, in ms since the epoch. */
interface Span {
  readonly id: string;
  readonly place: string;
  readonly from: number;
  readonly until: number;
}

function goodSpans(outbox: readonly OutboxEvent[]): Span[] {
  const told = groupBy(
    outbox.filter(({ aggregate }) => aggregate.startsWith('admission:')),
    ({ aggregate }) => aggregate,
  );
  return [...told].flatMap(([id, events]) => {
    const ordered = [...events].sort((a, b) => a.version - b.version);
    return ordered.flatMap(({ at, data }, nth): Span[] =>
      data['code'] === undefined
        ? []
        : [
            {
              id,
              place: `${data['ticketId'] as string}#${data['place'] as number}`,
              from: at,
              until: ordered[nth + 1]?.at ?? Infinity,
            },
          ],
    );
  });
}

/** I14: a code admits once, and whatever a gate was told is kept. */
export function checkEntries({ admissions, checkIns }: Snapshot, scans: readonly Scan[]): Finding[] {
  const findings: Finding[] = [];
  const finding = (text: string) => findings.push({ invariant: 'I14', kind: 'entry', text });
  const entries = groupBy(
    checkIns.filter(({ result, isUndone }) => result === 'admitted' && !isUndone),
    ({ admissionId }) => admissionId,
  );
  for (const { id, status } of admissions) {
    const count = entries.get(id)?.length ?? 0;
    if (count > 1) finding(`admission ${id} let ${count} in`);
    if (isWrong(status, count)) finding(`admission ${id} is ${status} and let ${count} in`);
  }
  const known = new Map(checkIns.map((row) => [row.id, row]));
  for (const { id, admissionId, result } of scans) {
    const row = known.get(id);
    if (result === undefined || (row?.result === result && row.admissionId === admissionId)) continue;
    finding(
      `check-in ${id} of ${admissionId} was answered ${result} and is kept as ${row?.result ?? 'none'}`,
    );
  }
  const told = groupBy(
    scans.filter(({ result }) => result === 'admitted'),
    ({ admissionId }) => admissionId,
  );
  for (const [admissionId, those] of told)
    if (those.length > 1) finding(`${those.length} gates were told to admit ${admissionId}`);
  return findings;
}

const isWrong = (status: AdmissionState['status'], count: number): boolean =>
  (status === 'used' && count === 0) || (status === 'valid' && count > 0);
