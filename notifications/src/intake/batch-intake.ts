import { errorCatalogue, isUnavailable, type SerializedError } from '@ticketing/common/errors';
import { StringDecoder } from 'node:string_decoder';
import { type Caller, mayNotify } from '../domain/intake-access';
import { type IntakeContext, parseNotification } from '../domain/intake-request';
import type { NotificationRequest } from '../domain/notification';
import { acceptedText, contextOf, type IntakeParts, ownedBy, uuidReused } from './accept-one';
import type { Splitter } from './splitter';

/** Most notifications in one batch. */
export const longestBatch = 10_000;
/** Rows of one insert. */
const chunk = 1_000;
/** Most text in one insert, in UTF-16 units: it bounds what long lines take of the memory. */
const mostText = 2 * 1024 * 1024;
/** Inserts under way before the client has to wait. */
const mostInserts = 2;

/** What became of one line, which counts from 1: the id of its notification, or what is wrong with it. */
export type LineResult = { line: number; id: string } | { line: number; errors: SerializedError[] };

/** A result as JSON. */
export function resultText(result: LineResult): string {
  if ('errors' in result) return JSON.stringify(result);
  return `{"line":${result.line},${acceptedText(result.id).slice(1)}`;
}

/** A batch longer than allowed. What came before is stored and told. */
export class BatchTooLongError extends Error {}

const invalidJson: SerializedError = {
  message: 'the line is not valid JSON',
  field: 'body',
  code: 'invalid_json',
};
const notAuthorized: SerializedError = {
  message: errorCatalogue.not_authorized.message,
  code: 'not_authorized',
};
const unavailable: SerializedError = { message: errorCatalogue.unavailable.message, code: 'unavailable' };

/** Takes a batch as it arrives: each line is checked by itself, and stored with its neighbours. */
export class BatchIntake {
  /** One per line so far, in their order once the batch is done. */
  readonly results: LineResult[] = [];
  private readonly context: IntakeContext;
  private readonly inserts = new Set<Promise<void>>();
  private pending: { line: number; request: NotificationRequest }[] = [];
  /** Units of text that are pending. */
  private text = 0;
  private lines = 0;
  private failure: { cause: unknown } | undefined;

  constructor(
    private readonly parts: IntakeParts,
    private readonly caller: Caller,
  ) {
    this.context = contextOf(caller, 'batch', parts.defaults);
  }

  /**
   * Reads the whole body; resolves when each of its lines has its result.
   *
   * @throws BatchTooLongError, ItemTooLongError or SyntaxError for the batch as a whole, after the lines before that
   * have their results; else what an insert failed with, when the server was there
   */
  async read(body: AsyncIterable<Buffer>, splitter: Splitter): Promise<void> {
    const decoder = new StringDecoder('utf8');
    try {
      for await (const part of body) {
        this.takeAll(splitter.push(decoder.write(part)));
        while (this.pending.length >= chunk || this.text >= mostText) await this.insert();
      }
      this.takeAll(splitter.push(decoder.end()));
      this.takeAll(splitter.end());
    } catch (err) {
      await this.finish();
      throw err;
    }
    await this.finish();
  }

  /** Stores what came; what can't be stored is worse than whatever else is wrong with the batch. */
  private async finish(): Promise<void> {
    while (this.pending.length > 0) await this.insert();
    await Promise.all(this.inserts);
    if (this.failure) throw this.failure.cause;
  }

  private takeAll(items: string[]): void {
    for (const item of items) {
      if (this.lines === longestBatch) throw new BatchTooLongError();
      this.lines += 1;
      this.take(this.lines, item);
    }
  }

  private take(line: number, item: string): void {
    let body: unknown;
    try {
      body = JSON.parse(item);
    } catch {
      // Defence: a broken line stops no batch → throw new Error('broken');
      return this.refuse(line, [invalidJson]);
    }
    const { value: request, faults } = parseNotification(body, this.context);
    if (faults)
      this.refuse(
        line,
        faults.map((fault) => ({ ...fault, code: 'invalid_input' })),
      );
    else if (!mayNotify(this.caller, request)) this.refuse(line, [notAuthorized]);
    else {
      this.pending.push({ line, request: ownedBy(this.caller, request) });
      this.text += request.text.length;
    }
  }

  private async insert(): Promise<void> {
    const rows = this.pending.splice(0, chunk);
    for (const { request } of rows) this.text -= request.text.length;
    const insert: Promise<void> = this.store(rows)
      .catch((cause: unknown) => void (this.failure ??= { cause }))
      .finally(() => this.inserts.delete(insert));
    this.inserts.add(insert);
    if (this.inserts.size >= mostInserts) await Promise.race(this.inserts);
  }

  private async store(rows: { line: number; request: NotificationRequest }[]): Promise<void> {
    try {
      const results = await this.parts.intake.accept(rows.map(({ request }) => request));
      rows.forEach(({ line }, index) => {
        const result = results[index];
        if (!result || result.outcome === 'conflict') this.refuse(line, [uuidReused]);
        else this.results[line - 1] = { line, id: result.id };
      });
    } catch (err) {
      if (!isUnavailable(err)) throw err;
      for (const { line } of rows) this.refuse(line, [unavailable]);
    }
  }

  private refuse(line: number, errors: SerializedError[]): void {
    this.results[line - 1] = { line, errors };
  }
}
