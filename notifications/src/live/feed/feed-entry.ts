/** Who may see an entry: one user, those who watch a ticket, or those in a ticket's room. */
export type Scope = `user:${string}` | `ticket:${string}` | `room:${string}`;

/** What is to be told live. */
export interface NewFeedEntry {
  /** Says which fact it is: an entry whose key is known is not written again. */
  key: string;
  scope: Scope;
  /** What kind of thing happened, for example `notification`, `order` or `room.said`. */
  event: string;
  data: object;
  /** Id of the user who caused it and is not told. */
  from?: string;
}

/** An entry of the log. */
export interface FeedEntry extends NewFeedEntry {
  /** From 1, without a gap, in the order in which entries become visible. */
  id: number;
  at: Date;
}

/** The oldest and newest ids there are. An empty log is `{ floor: 1, head: 0 }`. */
export interface FeedBounds {
  floor: number;
  head: number;
}

/** True when all that came after `cursor` is still in the log. */
export function canReplay(cursor: number, { floor, head }: FeedBounds): boolean {
  return cursor + 1 >= floor && cursor <= head;
}
