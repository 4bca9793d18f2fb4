import type mongoose from 'mongoose';
import {
  type ExportingService,
  type ExportPartAddedEvent,
  type ExportRequestedEvent,
  Subjects,
} from '../contracts';
import { type CopyPosition, type PersonalData, StoredCopy } from '../erasure';
import { UnavailableError } from '../errors';
import { Listener, Publisher } from '../messaging';
import type { Outbox } from '../outbox';
import type { DirectoryUser, UserDirectory } from '../roles';
import { sealPart } from './part';

/** How far this service's copy for an export is. */
interface PositionRow {
  /** The export. */
  _id: string;
  /** The next part. */
  part: number;
  position: CopyPosition;
  isDone: boolean;
  expiresAt: Date;
}

/** What a service adds to exports from. */
export interface ExportListenerOptions {
  readonly service: ExportingService;
  readonly connection: mongoose.Connection;
  readonly outbox: Pick<Outbox, 'transaction'>;
  readonly directory: Pick<UserDirectory, 'find'>;
  readonly personal: readonly PersonalData[];
  readonly now?: () => Date;
}

export class ExportPartAddedPublisher extends Publisher<ExportPartAddedEvent> {
  readonly subject = Subjects.ExportPartAdded as const;
}

/**
 * Adds what the service keeps of a person to an export, in parts. Each is published in the transaction that notes how far the
 * copy is: a message that comes again, here or in another replica, goes on from there.
 */
export class ExportListener extends Listener<ExportRequestedEvent> {
  readonly subject = Subjects.ExportRequested as const;
  override readonly maxInFlight = 4;
  private readonly copy: StoredCopy;
  private readonly rows: mongoose.mongo.Collection<PositionRow>;

  constructor(private readonly options: ExportListenerOptions) {
    super();
    const { connection, personal } = options;
    this.copy = new StoredCopy(connection, personal);
    this.rows = connection.collection('export_positions') as unknown as typeof this.rows;
  }

  /** Creates the index by which positions are forgotten. */
  async prepare(): Promise<void> {
    await this.rows.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  }

  async onMessage(data: ExportRequestedEvent['data']): Promise<void> {
    const expiresAt = new Date(data.expiresAt);
    const { directory, now = () => new Date() } = this.options;
    if (expiresAt <= now()) return;
    const user = await directory.find(data.userId);
    if (!user) throw new UnavailableError('The account of an export is not known yet');
    if (user.isErased) return;
    const first = { part: 0, position: { source: 0 }, isDone: false, expiresAt };
    await this.rows.updateOne({ _id: data.id }, { $setOnInsert: first }, { upsert: true });
    for (;;) {
      const row = await this.rows.findOne({ _id: data.id });
      if (!row || row.isDone) return;
      await this.addPart(data, user, row);
    }
  }

  private async addPart(
    { id, publicKey }: ExportRequestedEvent['data'],
    { id: userId, email, name }: DirectoryUser,
    { part, position }: PositionRow,
  ): Promise<void> {
    const { service, outbox } = this.options;
    const { files, next } = await this.copy.readPage({ id: userId, email, name }, position);
    const content = { files, ...(part === 0 && { contents: this.copy.contents }) };
    const sealed = sealPart(content, publicKey, { id, service, part });
    const isLast = next === undefined;
    await outbox.transaction(async (tx) => {
      const { matchedCount } = await this.rows.updateOne(
        { _id: id, part, isDone: false },
        { $set: { part: part + 1, position: next ?? position, isDone: isLast } },
        { session: tx.session },
      );
      // Another replica has added it.
      if (matchedCount === 0) return;
      await new ExportPartAddedPublisher(tx).publish({ id, service, part, isLast, sealed });
    });
  }
}
