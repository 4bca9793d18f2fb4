import { type ExportPartAddedEvent, exportingServices } from '@ticketing/common/contracts';
import { NotAuthorizedError, TooManyRequestsError } from '@ticketing/common/errors';
import { createSealKeys, openPart } from '@ticketing/common/exports';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import { strToU8, Zip, ZipDeflate } from 'fflate';
import { Types } from 'mongoose';
import { ExportRequestedPublisher } from '../events/publishers';
import { Export, type ExportFields, ExportPart, isComplete } from '../models/export';
import { User } from '../models/user';
import { publishNotice } from './notices';
import type { SecretBox } from './secret-box';

const DAY_MS = 24 * 3_600_000;
/** How long an archive can be fetched, in ms. */
const KEPT_MS = 7 * DAY_MS;
/** Between two copies of one account's data, in ms. */
const AGAIN_MS = DAY_MS;

/** What exports work with. */
export interface ExportsOptions {
  readonly outbox: Pick<Outbox, 'transaction'>;
  /** Keeps the keys that open the parts. */
  readonly box: SecretBox;
  readonly now?: () => Date;
}

/** Copies of all that the services keep of a person: each service adds its parts, which auth keeps sealed. */
export class Exports {
  private readonly now: () => Date;

  constructor(private readonly options: ExportsOptions) {
    this.now = options.now ?? (() => new Date());
  }

  /** The account's export, as long as it is kept; null if there is none. */
  find(userId: string): Promise<ExportFields | null> {
    return this.findKept(userId).lean<ExportFields>().exec();
  }

  /**
   * The account's export; a new one where there is none, or where another is wanted.
   *
   * @param within done in the transaction of a new one
   * @throws TooManyRequestsError when another is wanted within a day; NotAuthorizedError when the account is gone
   */
  request(
    userId: string,
    { again, within }: { again: boolean; within: (userId: string, tx: Transaction) => Promise<void> },
  ): Promise<ExportFields> {
    return this.options.outbox.transaction(
      async (tx) => {
        const now = this.now();
        const last = await this.findKept(userId).session(tx.session).lean<ExportFields>();
        if (last && !again) return last;
        const waitMs = last ? last.requestedAt.getTime() + AGAIN_MS - now.getTime() : 0;
        // Defence: data is copied once a day → if (Math.random() > 1) {
        if (last && waitMs > 0) {
          if (!last.readyAt) return last;
          throw new TooManyRequestsError(waitMs / 1_000);
        }
        return this.begin(userId, tx, within);
      },
      { exclusive: [`user:${userId}`] },
    );
  }

  private findKept(userId: string) {
    // MongoDB removes what has expired once a minute only.
    return Export.findOne({ _id: userId, expiresAt: { $gt: this.now() } });
  }

  private async begin(
    userId: string,
    tx: Transaction,
    within: (userId: string, tx: Transaction) => Promise<void>,
  ): Promise<ExportFields> {
    const { session } = tx;
    const touched = { $set: { sessionGuard: new Types.ObjectId() } };
    // An account that is erased at this moment makes the two collide.
    const { matchedCount } = await User.updateOne({ _id: userId }, touched, { session });
    if (matchedCount === 0) throw new NotAuthorizedError();
    const requestedAt = this.now();
    const expiresAt = new Date(requestedAt.getTime() + KEPT_MS);
    const { publicKey, privateKey } = createSealKeys();
    const exportId = new Types.ObjectId().toHexString();
    const row: ExportFields = {
      _id: userId,
      exportId,
      requestedAt,
      expiresAt,
      privateKey: this.options.box.seal(privateKey, exportId),
      services: Object.fromEntries(
        exportingServices.map((name) => [name, { received: 0 }]),
      ) as ExportFields['services'],
    };
    await ExportPart.deleteMany({ userId }, { session });
    await Export.replaceOne({ _id: userId }, row, { session, upsert: true });
    const data = { id: exportId, userId, publicKey, expiresAt: expiresAt.toISOString() };
    await new ExportRequestedPublisher(tx).publish(data);
    await within(userId, tx);
    return row;
  }

  /** Keeps a part; again changes nothing. One of an export that was replaced, or whose account is gone, is not kept. */
  async addPart({ id, service, part, isLast, sealed }: ExportPartAddedEvent['data']): Promise<void> {
    await this.options.outbox.transaction(
      async (tx) => {
        const { session } = tx;
        const counted = { $inc: { [`services.${service}.received`]: 1 } };
        const total = isLast ? { $set: { [`services.${service}.total`]: part + 1 } } : {};
        if (await ExportPart.exists({ _id: `${id} ${service} ${part}` }).session(session)) return;
        const row = await Export.findOneAndUpdate({ exportId: id }, { ...counted, ...total }, {
          session,
          returnDocument: 'after',
        } as const).lean<ExportFields>();
        if (!row) return;
        const { _id: userId, expiresAt } = row;
        const stored = { exportId: id, userId, service, part, sealed, expiresAt };
        await ExportPart.create([{ _id: `${id} ${service} ${part}`, ...stored }], { session });
        if (!row.readyAt && Object.values(row.services).every(isComplete)) await this.finish(row, tx);
      },
      { exclusive: [`export:${id}`] },
    );
  }

  private async finish({ _id: userId, expiresAt }: ExportFields, tx: Transaction): Promise<void> {
    const { session } = tx;
    await Export.updateOne({ _id: userId }, { $set: { readyAt: this.now() } }, { session });
    const user = await User.findById(userId).session(session);
    if (!user) return;
    const data = { dueAt: expiresAt.toISOString() };
    // Defence: the owner hears of a copy of the data → ;
    await publishNotice({ userId, email: user.email, kind: 'export-ready', data }, tx);
  }

  /** The archive of an export that is ready, a ZIP, piece by piece. */
  async *archive({ exportId, privateKey, requestedAt }: ExportFields): AsyncGenerator<Uint8Array> {
    const key = this.options.box.open(privateKey, exportId);
    const written: Uint8Array[] = [];
    let failure: Error | undefined;
    const zip = new Zip((error, bytes) => {
      if (error) failure = error;
      else written.push(bytes);
    });
    let file: { name: string; entry: ZipDeflate; isEmpty: boolean } | undefined;
    const contents: Record<string, object> = {};
    const close = () => file?.entry.push(strToU8(']\n'), true);
    const parts = ExportPart.find({ exportId }).sort({ service: 1, part: 1 }).lean();
    for await (const { service, part, sealed } of parts.cursor()) {
      const content = openPart(sealed, key, { id: exportId, service, part });
      if (content.contents) contents[service] = content.contents;
      for (const [collection, documents] of Object.entries(content.files)) {
        const name = `${service}/${collection}.json`;
        if (file?.name !== name) {
          close();
          file = { name, entry: newEntry(zip, name, requestedAt), isEmpty: true };
        }
        for (const document of documents) {
          file.entry.push(strToU8(`${file.isEmpty ? '[\n' : ',\n'}${document}`));
          file.isEmpty = false;
        }
      }
      if (failure) throw failure;
      yield* written.splice(0);
    }
    close();
    newEntry(zip, 'contents.json', requestedAt).push(strToU8(JSON.stringify(contents, undefined, 2)), true);
    zip.end();
    if (failure) throw failure;
    yield* written;
  }
}

function newEntry(zip: Zip, name: string, mtime: Date): ZipDeflate {
  const entry = new ZipDeflate(name);
  entry.mtime = mtime;
  zip.add(entry);
  return entry;
}
