import { formatDateTime, formatTime } from '../../lib/words/format';
import type { Verdict } from './door-list';

/** What a steward is told: a word to be read at arm's length, and why. */
export function describeVerdict({ result, at, gate, admission, doorsAt }: Verdict): {
  word: string;
  detail: string;
} {
  switch (result) {
    case 'admitted':
      return { word: 'Let in', detail: admission ? who(admission) : 'The signature is good.' };
    case 'used': {
      const where = gate === undefined ? '' : ` at gate ${gate}`;
      const when = at === undefined ? '' : ` at ${formatTime(at)}`;
      return { word: 'Already in', detail: `Already in${where}${when}.` };
    }
    case 'void':
      return { word: 'Not valid', detail: 'It was given back or passed on: this code is good no more.' };
    case 'wrong_show':
      return { word: 'Wrong door', detail: 'It is for something else.' };
    case 'too_early':
      return {
        word: 'Too early',
        detail: doorsAt ? `The door opens ${formatDateTime(doorsAt)}.` : 'The door isn’t open yet.',
      };
    case 'unknown':
      return { word: 'Unknown', detail: 'This is no code of ours.' };
  }
}

/** Whose place it is, in a line. */
export function who({
  name,
  seat,
  place,
  title,
}: Pick<NonNullable<Verdict['admission']>, 'name' | 'seat' | 'place' | 'title'>): string {
  return [name, seat === null ? `place ${place + 1}` : `seat ${seat}`, title].filter(Boolean).join(' · ');
}
