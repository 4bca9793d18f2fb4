import { type Actor, isStaff } from '../domain/rights';
import type { Models } from '../models';
import type { CommentDoc } from '../models/comment';
import type { HistoryAttrs } from '../models/history-entry';

/** An answer, as it is shown. */
export interface CommentView {
  id: string;
  /** User id. */
  author: string;
  authorName: string | null;
  text: string;
  internal: boolean;
  createdAt: string;
  /** The version of the ticket that it made. */
  version: number;
}

/** An entry of a ticket's history, as it is shown. */
export interface HistoryView {
  version: number;
  /** User id, or null when the platform did it. */
  actor: string | null;
  actorName: string | null;
  at: string;
  changes: HistoryAttrs['changes'];
}

/** A stretch of something ordered by the ticket's version. */
export interface VersionPage {
  limit: number;
  /** Only what came after this version. */
  after?: number | undefined;
}

type Parts = Pick<Models, 'comments' | 'history' | 'roster'>;

/** The conversation as `viewer` may see it, oldest first; customers see no internal notes. */
export async function conversation(
  { comments, roster }: Parts,
  supportId: string,
  viewer: Actor,
  page: VersionPage,
): Promise<CommentView[]> {
  const found = await comments
    .find({ supportId, ...since(page), ...(isStaff(viewer) ? {} : { internal: false }) })
    .sort({ version: 1 })
    .limit(page.limit);
  return commentViews(roster, found);
}

/** The last answers that `viewer` may see, oldest first. */
export async function latestComments(
  { comments, roster }: Parts,
  supportId: string,
  viewer: Actor,
  limit: number,
): Promise<CommentView[]> {
  const found = await comments
    .find({ supportId, ...(isStaff(viewer) ? {} : { internal: false }) })
    .sort({ version: -1 })
    .limit(limit);
  return commentViews(roster, found.reverse());
}

/** Every change that `viewer` may see, oldest first; customers see nothing of internal notes. */
export async function toHistory(
  { history, roster }: Parts,
  supportId: string,
  viewer: Actor,
  page: VersionPage,
): Promise<HistoryView[]> {
  const entries = await history
    .find({ supportId, ...since(page), ...(isStaff(viewer) ? {} : { audience: 'everyone' }) })
    .sort({ version: 1 })
    .limit(page.limit)
    .lean();
  const names = await roster.namesOf(entries.flatMap(({ actor }) => (actor ? [actor] : [])));
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
  roster: Models['roster'],
  comments: readonly CommentDoc[],
): Promise<CommentView[]> {
  const names = await roster.namesOf(comments.map(({ author }) => author));
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
