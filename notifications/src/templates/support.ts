import { z } from 'zod';
import type { Content } from './content';

/** A support ticket, as far as its stakeholders are told of it. */
export interface SupportFacts {
  id: string;
  title: string;
  description: string;
  /** User id. */
  reporter: string;
  /** User id of who did it, or null when the platform did. */
  actor: string | null;
  changes: { field: string; from?: unknown; to?: unknown }[];
}

/** Who reads it, and how people are named to them. */
export interface SupportReader {
  /** User id. */
  id: string;
  /** Names by user id; who has none is named by what they are to the ticket. */
  names: ReadonlyMap<string, string>;
}

/** To reporter and assignee: the report itself. */
export function supportCreated(ticket: SupportFacts): Content {
  return { ...about(ticket, 'created'), paragraphs: [ticket.description] };
}

/** To a stakeholder: what was answered or changed, and by whom; by mail with the report below. */
export function supportUpdated(ticket: SupportFacts, reader: SupportReader): Content {
  return {
    ...about(ticket, 'updated'),
    paragraphs: ticket.changes.flatMap((change) => sentences(change, ticket, reader)),
    quote: { heading: `The report "${ticket.title}":`, text: ticket.description },
  };
}

/** The subject lines are fixed: people filter their mail by them. */
function about({ id }: SupportFacts, what: 'created' | 'updated') {
  return {
    subject: `Ticket with id: ${id} ${what}`,
    answerable: true,
    link: { label: 'See the ticket and answer', path: `/support/${encodeURIComponent(id)}` },
  };
}

const answer = z.object({ text: z.string() });

const statuses: Record<string, string> = { OPEN: 'Open', IN_PROGRESS: 'In progress', CLOSED: 'Closed' };
const priorities: Record<string, string> = { 1: 'Urgent', 2: 'High', 3: 'Normal', 4: 'Low' };

function sentences(
  { field, from, to }: SupportFacts['changes'][number],
  ticket: SupportFacts,
  reader: SupportReader,
): string[] {
  const who = actorName(ticket, reader);
  switch (field) {
    case 'comment': {
      const { data } = answer.safeParse(to);
      return [data ? `${who} wrote:\n${data.text}` : `${who} answered.`];
    }
    case 'internalNote':
      return [`${who} wrote a note for the help desk.`];
    case 'status':
      return [`${who} changed the status from ${word(statuses, from)} to ${word(statuses, to)}.`];
    case 'ticketPriority':
      return [`${who} changed the priority from ${word(priorities, from)} to ${word(priorities, to)}.`];
    case 'assignee':
      return [
        typeof to === 'string' ? `It was given to ${engineerName(to, reader)}.` : 'It waits for an engineer.',
      ];
    case 'title':
      return [`${who} changed the title to "${String(to)}".`];
    case 'description':
      return [`${who} changed the description.`];
    default:
      return [`${who} changed the ${field}.`];
  }
}

function actorName({ actor, reporter }: SupportFacts, { id, names }: SupportReader): string {
  if (actor === null) return 'The help desk';
  if (actor === id) return 'You';
  return names.get(actor) || (actor === reporter ? 'The customer' : 'The help desk');
}

function engineerName(engineer: string, { id, names }: SupportReader): string {
  return engineer === id ? 'you' : names.get(engineer) || 'an engineer';
}

function word(words: Record<string, string>, value: unknown): string {
  return words[String(value)] ?? String(value);
}
