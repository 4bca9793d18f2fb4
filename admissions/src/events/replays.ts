import {
  type AdmissionIssuedEvent,
  type AdmissionUpdatedEvent,
  type ResaleCreatedEvent,
  type ResaleUpdatedEvent,
  Subjects,
} from '@ticketing/common/contracts';
import { encode } from '@ticketing/common/messaging';
import { replaySource } from '@ticketing/common/replay';
import { toAdmissionEvent } from '../change-admissions';
import { toResaleEvent } from '../change-resales';
import { Admission, type AdmissionFields, type HistoryEntry } from '../models/admission';
import { Resale, type ResaleFields } from '../models/resale';

/** Neither raises the version. */
const UNTOLD: readonly HistoryEntry['action'][] = ['listed', 'unlisted'];

/** What admissions tells once more. What a giver is owed is told but once, by `resale:completed`. */
export const replaySources = [
  replaySource('admission', Admission, (admission: AdmissionFields) => {
    const { action, at } = admission.history.findLast((entry) => !UNTOLD.includes(entry.action)) ?? {};
    const data = toAdmissionEvent(admission);
    return admission.version === 0
      ? encode<AdmissionIssuedEvent>(Subjects.AdmissionIssued, data, { at })
      : encode<AdmissionUpdatedEvent>(
          Subjects.AdmissionUpdated,
          { ...data, reason: action as AdmissionUpdatedEvent['data']['reason'] },
          { at },
        );
  }),
  replaySource('resale', Resale, (resale: ResaleFields) =>
    resale.version === 0
      ? encode<ResaleCreatedEvent>(Subjects.ResaleCreated, toResaleEvent(resale), {})
      : encode<ResaleUpdatedEvent>(Subjects.ResaleUpdated, toResaleEvent(resale), {}),
  ),
];
