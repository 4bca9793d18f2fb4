import { Admission, type AdmissionFields } from './models/admission';
import { Door } from './models/door';

/** How many of a door's admissions stand where. */
export interface Counts {
  readonly valid: number;
  readonly used: number;
  readonly void: number;
  /** Of those that are used, by gate; null: none was named. */
  readonly gates: { readonly gate: string | null; readonly used: number }[];
}

interface Counted {
  readonly sequence: number;
  readonly counts: Promise<Counts>;
}

/** Doors whose counts a process keeps, at the most. */
const MAX_DOORS = 1_000;

/** Counts admissions once per change of their door, however many scanners look. */
export class DoorCounts {
  private readonly counted = new Map<string, Counted>();

  async find(doorId: string): Promise<Counts> {
    const { sequence = 0 } = (await Door.findById(doorId, { sequence: 1 }).lean()) ?? {};
    const known = this.counted.get(doorId);
    // Others may have asked meanwhile, who knew of a later change.
    if (known && known.sequence >= sequence) return known.counts;
    const counts = count(doorId);
    this.counted.delete(doorId);
    this.counted.set(doorId, { sequence, counts });
    counts.catch(() => this.counted.delete(doorId));
    if (this.counted.size > MAX_DOORS) this.counted.delete(this.counted.keys().next().value as string);
    return counts;
  }
}

async function count(doorId: string): Promise<Counts> {
  const groups = await Admission.aggregate<{
    _id: { status: AdmissionFields['status']; gate?: string };
    n: number;
  }>([
    { $match: { doorId } },
    { $group: { _id: { status: '$status', gate: '$checkedIn.gate' }, n: { $sum: 1 } } },
  ]);
  const all = { valid: 0, used: 0, void: 0 };
  for (const { _id, n } of groups) all[_id.status] += n;
  const gates = groups
    .filter(({ _id }) => _id.status === 'used')
    .map(({ _id, n }) => ({ gate: _id.gate ?? null, used: n }))
    .sort((a, b) => (a.gate ?? '').localeCompare(b.gate ?? ''));
  return { ...all, gates };
}
