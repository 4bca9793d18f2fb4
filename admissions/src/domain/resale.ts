import { RESALE_CAP_PERCENT } from '@ticketing/common/contracts';
import { fromCents, toCents } from '@ticketing/common/money';
import type { AdmissionFields } from '../models/admission';
import type { ShowFields } from '../models/known';

/** The most that a place may cost when it is sold again, in currency units. @param faceValue what it cost at first */
export function resaleCap(faceValue: number, show: Pick<ShowFields, 'resaleCapPercent'> | undefined): number {
  const percent = show?.resaleCapPercent ?? RESALE_CAP_PERCENT;
  return fromCents(Math.floor((toCents(faceValue) * percent) / 100));
}

/** Whether a show is past. One without an end is once it has begun. */
export function isOver(show: Pick<ShowFields, 'startsAt' | 'endsAt'> | undefined, now: Date): boolean {
  return show !== undefined && now >= (show.endsAt ?? show.startsAt);
}

/** Whether an admission can be put up for sale, and why not. */
export function decideListing(
  admission: Pick<AdmissionFields, 'status' | 'resale'>,
  show: Pick<ShowFields, 'startsAt' | 'endsAt' | 'status'> | undefined,
  now: Date,
): 'list' | 'already-listed' | 'not-valid' | 'over' {
  if (admission.resale) return 'already-listed';
  if (admission.status !== 'valid' || show?.status === 'cancelled') return 'not-valid';
  return isOver(show, now) ? 'over' : 'list';
}
