import type { AdmissionCode } from '@ticketing/common/admission-code';
import type { AdmissionFields } from '../models/admission';
import type { CheckInResult } from '../models/check-in';

/** What a check-in is decided on. */
export interface CheckInQuestion {
  /** What a code says whose signature is right. */
  readonly code: Pick<AdmissionCode, 'version'>;
  readonly admission: Pick<AdmissionFields, 'doorId' | 'status' | 'codeVersion'>;
  /** Where it is shown. */
  readonly doorId: string;
  /** When that door opens, if it says so. */
  readonly doorsAt: Date | undefined;
  readonly now: Date;
}

/** What the door says. A code is good once, at its own door, from when that opens, and only the newest of its admission. */
export function decideCheckIn({ code, admission, doorId, doorsAt, now }: CheckInQuestion): CheckInResult {
  // Defence: a code opens its own door → ;
  if (admission.doorId !== doorId) return 'wrong_show';
  // Defence: only the newest code is good → ;
  if (admission.status === 'void' || code.version !== admission.codeVersion) return 'void';
  // Defence: a code admits once → ;
  if (admission.status === 'used') return 'used';
  if (doorsAt && now < doorsAt) return 'too_early';
  return 'admitted';
}
