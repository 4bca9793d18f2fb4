import type { Admission, AdmissionDetail } from '../../lib/api/types';
import { formatInZone, formatVenue } from '../../lib/words/format';
import type { Described } from '../../lib/words/order-state';

/** An admission in words, for its holder. */
export function describeAdmission({
  status,
  show,
  resale,
  history,
}: Pick<Admission, 'status' | 'show' | 'resale'> & Partial<Pick<AdmissionDetail, 'history'>>): Described {
  if (resale?.status === 'surrendered') {
    const detail = 'Somebody is paying for it, so its code opens no door. If they don’t, it is good again.';
    return { label: 'Being bought', tone: 'wait', detail };
  }
  if (history?.at(-1)?.action === 'resold')
    return {
      label: 'Sold',
      tone: 'quiet',
      icon: 'check',
      detail: 'You sold it. Its code opens no door any more.',
    };
  if (status === 'used')
    return { label: 'Used', tone: 'quiet', icon: 'check', detail: 'Somebody has gone in with it.' };
  if (status === 'void') {
    const detail =
      show?.status === 'cancelled'
        ? 'The event is cancelled. The money goes back to who paid for it.'
        : 'It was given back. Its code opens no door any more.';
    return { label: 'Void', tone: 'quiet', detail };
  }
  return {
    label: resale ? 'Valid, for sale' : 'Valid',
    tone: 'good',
    detail: 'Show the code at the door. It lets one person in, once.',
  };
}

/** What it lets in to. */
export function admissionTitle({ show, title }: Pick<Admission, 'show' | 'title'>): string {
  return show?.title ?? title;
}

/** Which place it is for: the seat, or the number among those without seats. */
export function placeWords({ seat, place }: Pick<Admission, 'seat' | 'place'>): string {
  return seat === null ? `Place ${place + 1}` : `Seat ${seat}`;
}

/** When and where, in a line; empty without a show. */
export function occasion({ show }: Pick<Admission, 'show'>): string {
  if (show === null) return '';
  return `${formatInZone(show.startsAt, show.timeZone)} · ${formatVenue(show.venue)}`;
}
