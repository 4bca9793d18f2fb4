import type { SupportHistoryEntry, SupportStatus } from '../api/types';
import type { Tone } from './order-state';

/** A status in a word, with how it is drawn. */
export const statusWords: Record<
  SupportStatus,
  { label: string; tone: Tone; icon: 'clock' | 'gear' | 'check' }
> = {
  OPEN: { label: 'Open', tone: 'wait', icon: 'clock' },
  IN_PROGRESS: { label: 'In progress', tone: 'good', icon: 'gear' },
  CLOSED: { label: 'Closed', tone: 'quiet', icon: 'check' },
};

/** The statuses of what isn’t closed, as a list is asked for them. */
export const openReports = 'OPEN,IN_PROGRESS';

export const priorityWords: Record<number, string> = { 1: 'Urgent', 2: 'High', 3: 'Normal', 4: 'Low' };

/** A priority in a word; 1 is the highest. */
export function priorityWord(priority: number): string {
  return priorityWords[priority] ?? String(priority);
}

const fieldWords: Record<string, string> = {
  title: 'the title',
  description: 'the description',
  ticketPriority: 'the priority',
  status: 'the status',
  assignee: 'the engineer',
};

/** One change of a support ticket as part of a sentence. `findName` turns a user id into a name. */
export function describeChange(
  change: SupportHistoryEntry['changes'][number],
  findName: (id: string) => string,
): string {
  if (change.field === 'comment') return 'replied';
  if (change.field === 'internalNote') return 'wrote a note';
  const what = fieldWords[change.field] ?? change.field;
  const word = (value: unknown): string => valueWord(change.field, value, findName);
  if (change.field === 'title' || change.field === 'description') return `set ${what}`;
  if (change.from === null || change.from === undefined) return `set ${what} to ${word(change.to)}`;
  return `changed ${what} from ${word(change.from)} to ${word(change.to)}`;
}

function valueWord(field: string, value: unknown, findName: (id: string) => string): string {
  if (value === null || value === undefined) return 'nobody';
  if (field === 'assignee' && typeof value === 'string') return findName(value);
  if (field === 'ticketPriority' && typeof value === 'number') return priorityWord(value);
  if (field === 'status' && typeof value === 'string' && value in statusWords) {
    return statusWords[value as SupportStatus].label;
  }
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}
