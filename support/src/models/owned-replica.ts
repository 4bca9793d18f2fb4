import type { Collection, Connection } from 'mongoose';
import { decideVersion, GapError } from '@ticketing/common/messaging';

/** What is kept of something that belongs to a user: enough to tell whose it is. */
export interface Owned {
  id: string;
  version: number;
  userId: string;
}

interface OwnedDocument {
  _id: string;
  version: number;
  userId: string;
}

const DUPLICATE_KEY = 11000;

/** A replica of orders or of tickets for sale, by owner. */
export class OwnedReplica {
  private readonly rows: Collection<OwnedDocument>;

  constructor(
    connection: Connection,
    private readonly kind: 'order' | 'ticket',
  ) {
    this.rows = connection.collection<OwnedDocument>(`${kind}s`);
  }

  /** Whether it is known here and belongs to the user. */
  async belongsTo(id: string, userId: string): Promise<boolean> {
    const row = await this.rows.findOne({ _id: id });
    return row?.userId === userId;
  }

  /**
   * Applies the next version; one already applied changes nothing.
   * @throws GapError when an earlier version is missing.
   */
  async apply({ id, version, userId }: Owned): Promise<void> {
    const current = await this.rows.findOne({ _id: id });
    const decision = decideVersion(current?.version, version);
    if (decision === 'stale') return;
    if (decision === 'gap') throw new GapError({ aggregate: `${this.kind}:${id}`, version: version - 1 });
    if (!current) {
      await this.rows.insertOne({ _id: id, version, userId }).catch(ignoreDuplicate);
    } else {
      // When another replica was faster, nothing matches and nothing is left to do.
      await this.rows.updateOne({ _id: id, version: version - 1 }, { $set: { version, userId } });
    }
  }
}

function ignoreDuplicate(error: unknown): void {
  if ((error as { code?: unknown }).code !== DUPLICATE_KEY) throw error;
}
