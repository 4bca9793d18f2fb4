import type mongoose from 'mongoose';
import type { Person } from './person';
import { type PersonalData, type PersonalDocuments, sharedData, sharedWithheld } from './personal-data';

/** Where a copy stands: which of the declarations it is at, and the last document of it. */
export interface CopyPosition {
  readonly source: number;
  readonly after?: unknown;
}

/** Documents of a copy by their files, each as its JSON. */
export interface CopiedPage {
  readonly files: Readonly<Record<string, string[]>>;
  /** Where the next page begins; `undefined` after the last. */
  readonly next: CopyPosition | undefined;
}

/** What a service copies, by its collections, and why it leaves others out. */
export interface CopyContents {
  readonly copied: readonly string[];
  readonly leftOut: Readonly<Record<string, string>>;
}

/** Bytes of a page after which it takes no more documents, and of a document that is too large to be copied. */
const PAGE_BYTES = 256 * 1024;
const MAX_DOCUMENT_BYTES = 256 * 1024;

interface Source {
  readonly documents: PersonalDocuments;
  readonly file: string;
  readonly fields: readonly string[];
}

/** Copies what a database has of a person, page by page, so that however much it is takes little memory. */
export class StoredCopy {
  private readonly sources: readonly Source[];
  /** The collections that are copied; what of others is left out, and why. */
  readonly contents: CopyContents;

  /** @throws when two declarations would write the same file */
  constructor(
    private readonly connection: mongoose.Connection,
    personal: readonly PersonalData[],
  ) {
    const declared = [...personal, ...sharedData].filter((data) => typeof data !== 'function');
    this.sources = declared.flatMap((documents) => {
      const { copied, collection, file = collection } = documents;
      return 'withheld' in copied ? [] : [{ documents, file, fields: copied }];
    });
    const files = this.sources.map(({ file }) => file);
    if (new Set(files).size < files.length) throw new Error(`two copies of one name: ${files.join(', ')}`);
    const copies = new Set(this.sources.map(({ documents }) => documents.collection));
    const reasons = declared.flatMap(({ collection, copied }) =>
      'withheld' in copied && !copies.has(collection) ? [[collection, copied.withheld] as const] : [],
    );
    const shared = Object.entries(sharedWithheld).filter(([collection]) => !copies.has(collection));
    this.contents = { copied: [...copies], leftOut: Object.fromEntries([...shared, ...reasons]) };
  }

  /** The next page from a position. */
  async readPage(person: Person, from: CopyPosition): Promise<CopiedPage> {
    const files: Record<string, string[]> = {};
    let bytes = 0;
    for (let source = from.source; source < this.sources.length; source += 1) {
      const { file } = this.sources[source]!;
      const after = source === from.source ? from.after : undefined;
      for await (const { key, text } of this.read(this.sources[source]!, person, after)) {
        (files[file] ??= []).push(text);
        bytes += Buffer.byteLength(text);
        if (bytes >= PAGE_BYTES) return { files, next: { source, after: key } };
      }
    }
    return { files, next: undefined };
  }

  private async *read(
    { documents, fields }: Source,
    person: Person,
    after: unknown,
  ): AsyncGenerator<{ key: unknown; text: string }> {
    const filter = await documents.about(person, this.connection);
    if (!filter) return;
    const rows = this.connection
      .collection(documents.collection)
      .find(after === undefined ? filter : { $and: [filter, { _id: { $gt: after as never } }] })
      .project<{ _id: unknown }>({ _id: 1, ...Object.fromEntries(fields.map((field) => [field, 1])) })
      .sort({ _id: 1 });
    for await (const { _id, ...fields } of rows) {
      const text = JSON.stringify({ id: _id, ...fields });
      const isTooLarge = Buffer.byteLength(text) > MAX_DOCUMENT_BYTES;
      yield { key: _id, text: isTooLarge ? JSON.stringify({ id: _id, leftOut: 'It is too large.' }) : text };
    }
  }
}
