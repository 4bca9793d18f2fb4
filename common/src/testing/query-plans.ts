import type mongoose from 'mongoose';

/** How the database found what one query asked for. */
export interface QueryPlan {
  /** The collection's name. */
  readonly collection: string;
  /** As MongoDB sums it up, for example `IXSCAN { userId: 1, createdAt: -1 }` or `COLLSCAN`. */
  readonly plan: string;
  /** Whether what was found had to be sorted, instead of coming in order from an index. */
  readonly sorted: boolean;
}

interface ProfileRow {
  ns: string;
  planSummary: string;
  hasSortStage?: boolean;
}

/**
 * Runs `work` and tells how the database carried out its queries, by MongoDB's own profiler.
 * @param options.op `command` for aggregations, in place of what `find` asks
 * @see https://www.mongodb.com/docs/manual/tutorial/manage-the-database-profiler/
 */
export async function queryPlans(
  connection: mongoose.Connection,
  work: () => Promise<unknown>,
  { op = 'query' }: { op?: 'query' | 'command' } = {},
): Promise<QueryPlan[]> {
  const { db } = connection;
  if (!db) throw new Error('not connected');
  await db.command({ profile: 2 });
  try {
    await work();
  } finally {
    await db.command({ profile: 0 });
  }
  const profile = db.collection<ProfileRow>('system.profile');
  const rows = await profile.find({ op, planSummary: { $exists: true } }).toArray();
  await profile.drop();
  return rows.map(({ ns, planSummary, hasSortStage = false }) => ({
    collection: ns.slice(ns.indexOf('.') + 1),
    plan: planSummary,
    sorted: hasSortStage,
  }));
}
