import {
  type EventMeta,
  Subjects,
  type SupportCreatedEvent,
  type SupportUpdatedEvent,
} from '@ticketing/common/contracts';
import { DELETED } from '@ticketing/common/erasure';
import { type MessageContext, GapError } from '@ticketing/common/messaging';
import type { mongo } from 'mongoose';
import { z } from 'zod';
import type { RecipientBook } from '../delivery/address-book';
import type { DigestEntry } from '../notification/notification';
import { type Content, type IntentContent, type TemplateContext, timedParagraphs } from './content';
import { NotificationListener, type RuleDependencies } from './rule';

/** Tells reporter and assignee that trouble was reported. */
export class SupportCreatedListener extends NotificationListener<SupportCreatedEvent> {
  readonly subject = Subjects.SupportCreated as const;

  onMessage(data: SupportCreatedEvent['data'], { meta }: MessageContext): Promise<void> {
    return notifySupport('created', data, meta, this.dependencies);
  }

  override onReplay({ id, version }: SupportCreatedEvent['data']): Promise<void> {
    return this.dependencies.readModels.support.restore({ _id: id, version });
  }
}

/** Tells all stakeholders, each once, that a support ticket was changed. */
export class SupportUpdatedListener extends NotificationListener<SupportUpdatedEvent> {
  readonly subject = Subjects.SupportUpdated as const;

  onMessage(data: SupportUpdatedEvent['data'], { meta }: MessageContext): Promise<void> {
    return notifySupport('updated', data, meta, this.dependencies);
  }

  override onReplay({ id, version }: SupportUpdatedEvent['data']): Promise<void> {
    return this.dependencies.readModels.support.restore({ _id: id, version });
  }
}

type SupportData = SupportCreatedEvent['data'];

/**
 * Notifies the people of a support ticket. What is for staff only reaches no customer on any channel, and who made a change
 * has it in their inbox without being disturbed by it.
 *
 * @throws GapError when somebody isn't known yet of whom it must be
 */
async function notifySupport(
  what: 'created' | 'updated',
  ticket: SupportData,
  meta: EventMeta,
  { readModels, notifier, recipients, context }: RuleDependencies,
): Promise<void> {
  if (!(await readModels.support.check(ticket)).apply) return;
  const stakeholders = what === 'created' ? createdAudience(ticket) : updatedAudience(ticket);
  const audience =
    ticket.audience === 'staff'
      ? await staffAmong(stakeholders, recipients)
      : await withoutFormerStaff(stakeholders, ticket.reporter, recipients);
  const names = what === 'created' ? new Map<string, string>() : await namesIn(ticket, recipients);
  const contentFor = (userId: string) =>
    what === 'created' ? supportCreated(ticket) : supportUpdated(ticket, { id: userId, names });
  const { id, version, title, status, ticketPriority, assignee } = ticket;
  await notifier.notify(
    meta,
    audience.map((userId) => ({
      userId,
      kind: 'support',
      event: `support.${what}`,
      content: contentFor(userId),
      supportTicketId: id,
      digest: {
        key: `support:${id}`,
        ...(what === 'updated' && { merge: (entries) => supportDigest(entries, context) }),
      },
      ...(what === 'updated' && userId === ticket.actor ? { ownAct: true } : {}),
      ...(ticket.audience === 'staff' ? { staffOnly: true } : {}),
    })),
    audience.map((userId) => ({
      key: `support:${id}:${version}:${userId}`,
      scope: `user:${userId}`,
      event: 'support',
      data: { id, version, title, status, ticketPriority, assignee },
    })),
  );
  await readModels.support.store({ _id: id, version });
}

/** Names of the people a change is told with: who made it, and who is assigned by it. */
async function namesIn(
  { actor, changes }: SupportData,
  recipients: RecipientBook,
): Promise<Map<string, string>> {
  const assigned = changes.filter(({ field }) => field === 'assignee').map(({ to }) => to);
  const ids = [actor, ...assigned].filter((id): id is string => typeof id === 'string');
  return new Map((await recipients.recipients(ids)).map(({ id, name }) => [id, name]));
}

async function staffAmong(userIds: string[], recipients: RecipientBook): Promise<string[]> {
  const known = new Map((await recipients.recipients(userIds)).map((user) => [user.id, user]));
  return userIds.filter((id) => {
    const user = known.get(id);
    if (!user) throw new GapError({ aggregate: `user:${id}`, version: 0 });
    return isStaff(user);
  });
}

/** Leaves out whose report it isn't and who is known to be no staff by now, as an engineer who was suspended. */
async function withoutFormerStaff(
  userIds: string[],
  reporter: string,
  recipients: RecipientBook,
): Promise<string[]> {
  const known = await recipients.recipients(userIds);
  // Defence: who is no longer staff hears of no more reports → const former = new Set<string>();
  const former = new Set(known.filter((user) => !isStaff(user)).map(({ id }) => id));
  return userIds.filter((id) => id === reporter || !former.has(id));
}

/** As much of a support event as decides who hears of it. */
export interface SupportFact {
  reporter: string;
  assignee: string | null;
  actor: string | null;
  changes: { field: string; from?: unknown; to?: unknown }[];
}

/** Of a new support ticket: its reporter and its assignee, each once. */
export function createdAudience({ reporter, assignee }: SupportFact): string[] {
  return unique([reporter, assignee]);
}

/** Of a change: reporter, assignee, former assignee and who changed it, each once. */
export function updatedAudience({ reporter, assignee, actor, changes }: SupportFact): string[] {
  const former = changes.filter(({ field }) => field === 'assignee').map(({ from }) => from);
  return unique([reporter, assignee, ...former, actor]);
}

/** Whether a user may hear of what is for staff only: approved engineers and admins. */
export function isStaff({ role, status }: { role: string; status: string }): boolean {
  return status === 'approved' && (role === 'engineer' || role === 'admin');
}

function unique(ids: unknown[]): string[] {
  return [...new Set(ids.filter((id): id is string => typeof id === 'string' && id !== ''))];
}

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
export function supportCreated(ticket: SupportFacts): IntentContent {
  return { ...about(ticket, 'created'), paragraphs: [ticket.description] };
}

/** To a stakeholder: what was answered or changed, and by whom; by mail with the report below. */
export function supportUpdated(ticket: SupportFacts, reader: SupportReader): IntentContent {
  return {
    ...about(ticket, 'updated'),
    paragraphs: ticket.changes.flatMap((change) => sentences(change, ticket, reader)),
    quote: { heading: `The report "${ticket.title}":`, text: ticket.description },
  };
}

/** To a stakeholder: all that was answered or changed meanwhile, each with its time; by mail with the report as it is now. */
export function supportDigest(entries: readonly DigestEntry[], context: TemplateContext): Content {
  const [newest] = entries.slice(-1);
  if (!newest) throw new Error('a digest holds at least one entry');
  const news = entries.map(({ time, content: { paragraphs } }) => ({ time, paragraphs }));
  return { ...newest.content, paragraphs: timedParagraphs(news, context) };
}

/** Removes from the feeds what was told of support tickets, but for the tickets themselves. */
export async function blankSupport(feed: mongo.Collection, ids: readonly string[]): Promise<void> {
  await feed.updateMany({ event: 'support', 'data.id': { $in: ids } }, { $set: { 'data.title': DELETED } });
  await feed.updateMany(
    { event: 'notification', 'data.path': { $in: ids.map(supportPath) } },
    { $set: { 'data.text': DELETED } },
  );
}

function supportPath(id: string): string {
  return `/support/${encodeURIComponent(id)}`;
}

/** The subject lines are fixed: people filter their mail by them. */
function about({ id }: SupportFacts, what: 'created' | 'updated') {
  const subject = `Ticket with id: ${id} ${what}`;
  return {
    subject,
    fixedSubject: subject,
    answerable: true,
    link: { label: 'See the ticket and answer', path: supportPath(id) },
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
