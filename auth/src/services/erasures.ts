import { BadRequestError } from '@ticketing/common/errors';
import { parseObjectId } from '@ticketing/common/forms';
import { createLogger } from '@ticketing/common/observability';
import { Outbox } from '@ticketing/common/outbox';
import type mongoose from 'mongoose';
import { Erasure } from '../models/erasure';
import { User } from '../models/user';
import { AuditLog } from './audit-log';
import { Deletions } from './deletions';

/** Which erasures are done again, and where that is told. */
export interface ReapplyOptions {
  /** Mongoose's default connection, to the database of auth. */
  readonly connection: mongoose.Connection;
  /** Accounts that were erased, beside those that the database knows itself. */
  readonly listed: readonly string[];
  /** Goes on behind this id; they are taken in their order. */
  readonly after?: string | undefined;
  /** Only tells what would be done. */
  readonly isDryRun?: boolean;
  readonly print: (line: string) => void;
}

/** What was done. */
export interface ReapplyReport {
  readonly accounts: number;
  /** Those that were in the database again. */
  readonly returned: number;
  /** Those that couldn't be erased. */
  readonly refused: number;
}

/** @throws Error that names the line which is no id; empty lines are left out */
export function readIds(text: string, file: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const word = line.trim();
    if (word === '') return [];
    const id = parseObjectId(word);
    if (id === undefined) throw new Error(`${file}:${index + 1}: "${word.slice(0, 80)}" is no account's id`);
    return [id];
  });
}

/**
 * Erases once more what a restored backup has brought back: each account in a transaction, with the event that has every
 * other service do so. The event waits in the outbox; a running auth sends it.
 */
export async function reapplyErasures({
  connection,
  listed,
  after = '',
  isDryRun = false,
  print,
}: ReapplyOptions): Promise<ReapplyReport> {
  const logger = createLogger('auth', 'silent');
  const nats = {
    isConnected: false,
    onConnect: () => undefined,
    publish: () => Promise.reject(new Error('auth itself sends')),
  };
  const outbox = new Outbox({ connection, nats, logger });
  const audit = new AuditLog(connection, logger);
  const deletions = new Deletions({ connection, outbox, audit, logger, days: 0 });
  const erase = isDryRun
    ? async (id: string) => (await User.exists({ _id: id })) !== null
    : (id: string) => deletions.repeatErasure(id);

  const stored = await Erasure.find({}, { _id: 1 }).lean();
  const known = stored.map(({ _id }) => _id.toHexString());
  const ids = [...new Set([...known, ...listed])].filter((id) => id > after).sort();
  let returned = 0;
  let refused = 0;
  for (const [index, id] of ids.entries()) {
    const done = `${index + 1}/${ids.length} ${id}`;
    try {
      const isBack = await erase(id);
      if (isBack) returned += 1;
      print(`${done} ${isBack ? 'had come back' : 'was not there'}`);
    } catch (error) {
      if (!(error instanceof BadRequestError))
        throw new Error(`stopped at ${done}; begin again, or behind the last with --after`, { cause: error });
      refused += 1;
      print(`${done} NOT ERASED: ${error.message}`);
    }
  }
  return { accounts: ids.length, returned, refused };
}
