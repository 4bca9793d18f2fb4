import { isStaff } from '@ticketing/common/http';
import { z } from 'zod';
import { MAX_TEXT } from '../domain/change';
import type { Actor } from '../domain/rights';
import type { Models } from '../models';
import type { CommentDocument } from '../models/comment';

const time = z.string().meta({ format: 'date-time' });

/** An answer, as it is shown. */
export const commentView = z
  .object({
    id: z.string(),
    author: z.string().describe('User id'),
    authorName: z.string().nullable(),
    text: z.string().min(1).max(MAX_TEXT),
    internal: z.boolean().describe('Only engineers and admins are shown such'),
    createdAt: time,
    version: z.int().min(0).describe('The version of the ticket that it made'),
  })
  .meta({ id: 'Comment' });

export type CommentView = z.infer<typeof commentView>;

/** An entry of a ticket's history, as it is shown. */
export const historyView = z
  .object({
    version: z.int().min(0),
    actor: z.string().nullable().describe('User id; null when the platform did it'),
    actorName: z.string().nullable(),
    at: time,
    changes: z.array(z.object({ field: z.string(), from: z.unknown(), to: z.unknown() })),
  })
  .meta({ id: 'HistoryEntry' });

export type HistoryView = z.infer<typeof historyView>;

/** A stretch of something ordered by the ticket's version. */
export interface VersionPage {
  limit: number;
  /** Only what came after this version. */
  after?: number | undefined;
}

type ConversationModels = Pick<Models, 'comments' | 'history' | 'engineers'>;

/** The conversation as `viewer` may see it, oldest first; customers see no internal notes. */
export async function conversation(
  { comments, engineers }: ConversationModels,
  supportId: string,
  viewer: Actor,
  page: VersionPage,
): Promise<CommentView[]> {
  const found = await comments
    .find({ supportId, ...since(page), ...(isStaff(viewer) ? {} : { internal: false }) })
    .sort({ version: 1 })
    .limit(page.limit);
  return commentViews(engineers, found);
}

/** The last answers that `viewer` may see, oldest first. */
export async function latestComments(
  { comments, engineers }: ConversationModels,
  supportId: string,
  viewer: Actor,
  limit: number,
): Promise<CommentView[]> {
  const found = await comments
    .find({ supportId, ...(isStaff(viewer) ? {} : { internal: false }) })
    .sort({ version: -1 })
    .limit(limit);
  return commentViews(engineers, found.reverse());
}

/** Every change that `viewer` may see, oldest first; customers see nothing of internal notes. */
export async function toHistory(
  { history, engineers }: ConversationModels,
  supportId: string,
  viewer: Actor,
  page: VersionPage,
): Promise<HistoryView[]> {
  const entries = await history
    .find({ supportId, ...since(page), ...(isStaff(viewer) ? {} : { audience: 'everyone' }) })
    .sort({ version: 1 })
    .limit(page.limit)
    .lean();
  const names = await engineers.findNames(entries.flatMap(({ actor }) => (actor ? [actor] : [])));
  return entries.map(({ version, actor, at, changes }) => ({
    version,
    actor,
    actorName: (actor && names.get(actor)) || null,
    at: at.toISOString(),
    changes,
  }));
}

/** Answers with their authors' names. */
export async function commentViews(
  engineers: Models['engineers'],
  comments: readonly CommentDocument[],
): Promise<CommentView[]> {
  const names = await engineers.findNames(comments.map(({ author }) => author));
  return comments.map(({ _id, author, text, internal, createdAt, version }) => ({
    id: String(_id),
    author,
    authorName: names.get(author) ?? null,
    text,
    internal,
    createdAt: createdAt.toISOString(),
    version,
  }));
}

function since({ after }: VersionPage): { version?: { $gt: number } } {
  return after === undefined ? {} : { version: { $gt: after } };
}
