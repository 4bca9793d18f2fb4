import { StringDecoder } from 'node:string_decoder';
import { errorCatalogue, isUnavailable, type SerializedError } from '@ticketing/common/errors';
import type { NotificationRequest } from '../notification/notification';
import {
  type Accepted,
  acceptedText,
  intakeContext,
  type IntakeDependencies,
  ownedBy,
  uuidReused,
} from './accept-one';
import { type Caller, mayNotify } from './access';
import { type IntakeContext, parseNotification } from './request';

/** Most notifications in one batch. */
export const MAX_BATCH = 10_000;
/** Rows of one insert. */
const CHUNK_SIZE = 1_000;
/** Most text in one insert, in UTF-16 units: it bounds what long lines take of the memory. */
const MAX_TEXT = 2 * 1024 * 1024;
/** Inserts under way before the client has to wait. */
const MAX_INSERTS = 2;

/** What became of one line, which counts from 1: its notification, or what is wrong with it. */
export type LineResult = ({ line: number } & Accepted) | { line: number; errors: SerializedError[] };

/** A result as JSON. */
export function resultText(result: LineResult): string {
  if ('errors' in result) return JSON.stringify(result);
  return `{"line":${result.line},${acceptedText(result).slice(1)}`;
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
const tooManyRequests: SerializedError = {
  message: errorCatalogue.too_many_requests.message,
  code: 'too_many_requests',
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
  private held = false;
  private failure: { cause: unknown } | undefined;

  constructor(
    private readonly dependencies: IntakeDependencies,
    private readonly caller: Caller,
  ) {
    this.context = intakeContext(caller, 'batch', dependencies.defaults);
  }

  /**
   * Reads the whole body; resolves when each of its lines has its result.
   *
   * @throws BatchTooLongError, ItemTooLongError or SyntaxError for the batch as a whole, after the lines before that
   * have their results; else what an insert failed with, when the server was there
   */
  async read(body: AsyncIterable<Buffer>, splitter: Splitter): Promise<void> {
    const decoder = new StringDecoder('utf8');
    this.held = await this.dependencies.hold.concerns(this.caller);
    try {
      for await (const part of body) {
        this.takeAll(splitter.push(decoder.write(part)));
        while (this.pending.length >= CHUNK_SIZE || this.text >= MAX_TEXT) await this.insert();
      }
      this.takeAll(splitter.push(decoder.end()));
      this.takeAll(splitter.end());
    } catch (error) {
      await this.finish();
      throw error;
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
      if (this.lines === MAX_BATCH) throw new BatchTooLongError();
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
      this.pending.push({ line, request: ownedBy(this.caller, request, this.held) });
      this.text += request.text.length;
    }
  }

  private async insert(): Promise<void> {
    const rows = this.pending.splice(0, CHUNK_SIZE);
    for (const { request } of rows) this.text -= request.text.length;
    const insert: Promise<void> = this.store(rows)
      .catch((cause: unknown) => void (this.failure ??= { cause }))
      .finally(() => this.inserts.delete(insert));
    this.inserts.add(insert);
    if (this.inserts.size >= MAX_INSERTS) await Promise.race(this.inserts);
  }

  private async store(asked: { line: number; request: NotificationRequest }[]): Promise<void> {
    const rows = await this.withinLimit(asked);
    try {
      const results = await this.dependencies.intake.accept(rows.map(({ request }) => request));
      rows.forEach(({ line }, index) => {
        const result = results[index];
        if (!result || result.outcome === 'conflict') this.refuse(line, [uuidReused]);
        else this.results[line - 1] = { line, id: result.id, held: result.held };
      });
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      for (const { line } of rows) this.refuse(line, [unavailable]);
    }
  }

  /** The lines that the caller still has turns for; the others are refused. */
  private async withinLimit<L extends { line: number }>(lines: L[]): Promise<L[]> {
    const { caller, dependencies } = this;
    // Defence: a batch is limited as what is sent singly → if (caller) return lines;
    if (caller.kind === 'service' || caller.role === 'admin') return lines;
    const allowed: L[] = [];
    for (const each of lines) {
      const turn = await dependencies.accountLimit.take(caller.id);
      if (turn.allowed) allowed.push(each);
      else this.refuse(each.line, [tooManyRequests]);
    }
    return allowed;
  }

  private refuse(line: number, errors: SerializedError[]): void {
    this.results[line - 1] = { line, errors };
  }
}

/** Cuts a text that arrives in parts into the texts of its items. */
export interface Splitter {
  /** The items that end in this part. */
  push(text: string): string[];
  /**
   * The items left at the end.
   *
   * @throws SyntaxError when the whole isn't what it should be
   */
  end(): string[];
}

/** Longest text of one item, in UTF-16 units. */
export const MAX_ITEM = 512 * 1024;

/** An item is longer than any notification may be. */
export class ItemTooLongError extends Error {}

/** One JSON text per line; empty lines are skipped. */
export class LineSplitter implements Splitter {
  private rest = '';

  push(text: string): string[] {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    if (this.rest.length > MAX_ITEM) throw new ItemTooLongError();
    return lines.filter((line) => line.trim() !== '');
  }

  end(): string[] {
    return this.rest.trim() === '' ? [] : [this.rest];
  }
}

const code = (character: string) => character.charCodeAt(0);
const quote = code('"');
const backslash = code('\\');
const comma = code(',');
const opening = new Set([code('['), code('{')]);
const closing = new Set([code(']'), code('}')]);

/**
 * The elements of one JSON array, each as it is written, without the whole ever being in memory. What is within an
 * element is left to the parser; only strings and brackets are followed, to find its end.
 */
export class ArraySplitter implements Splitter {
  private state: 'before' | 'inside' | 'after' = 'before';
  private depth = 0;
  private inString = false;
  private escaped = false;
  private item = '';
  private items = 0;

  push(text: string): string[] {
    const found: string[] = [];
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      const character = text.charCodeAt(at);
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (character === backslash) this.escaped = true;
        else if (character === quote) this.inString = false;
        continue;
      }
      if (character === quote && this.state === 'inside') this.inString = true;
      else if (this.state !== 'inside') from = this.outside(text, at, from);
      else if (opening.has(character)) this.depth += 1;
      else if (this.depth > 0) this.depth -= closing.has(character) ? 1 : 0;
      else if (character === comma || closing.has(character)) {
        const item = (this.item + text.slice(from, at)).trim();
        const ends = closing.has(character);
        // The one place where nothing is right: between the brackets of an empty array.
        if (item !== '' || !ends || this.items > 0) found.push(item);
        this.items += 1;
        this.item = '';
        from = at + 1;
        if (ends) this.state = 'after';
      }
    }
    if (this.state === 'inside') this.item += text.slice(from);
    if (this.item.length > MAX_ITEM) throw new ItemTooLongError();
    return found;
  }

  end(): string[] {
    if (this.state !== 'after') throw new SyntaxError('the array has no end');
    return [];
  }

  /** Outside of the array there may only be space around it. */
  private outside(text: string, at: number, from: number): number {
    const character = text[at] ?? '';
    if (this.state === 'before' && character === '[') {
      this.state = 'inside';
      return at + 1;
    }
    if (/\s/.test(character) || (this.state === 'before' && character === '\ufeff')) return from;
    throw new SyntaxError(this.state === 'before' ? 'not an array' : 'more than one array');
  }
}
