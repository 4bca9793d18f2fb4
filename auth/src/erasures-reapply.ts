import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { failOnClosedConnections } from '@ticketing/common/mongo';
import mongoose from 'mongoose';
import { readIds, reapplyErasures } from './services/erasures';

const help = `Erases again the accounts that were erased before, once a backup is restored: those that auth's database knows, and a list.

  npm run erasures:reapply [-- options]

  --mongo mongodb://…/auth   the database of auth; default MONGO_URI
  --ids FILE                 accounts that were erased since the backup was made, an id in each line; - for stdin
  --after 665f…              goes on behind this id, after a run that was stopped
  --dry-run                  only tells which of them are there
  --help

auth has to run, then or later: it tells the other services, which erase what they have. Doing it again changes nothing.
Exit code: 0 all are erased, 1 some aren't, 2 it was stopped, or not begun.`;

const STOPPED = 2;
const CONNECT_MS = 10_000;

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      mongo: { type: 'string' },
      ids: { type: 'string' },
      after: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean' },
    },
  });
  const uri = values.mongo ?? process.env['MONGO_URI'];
  if (values.help || uri === undefined) {
    print(help);
    return values.help ? 0 : STOPPED;
  }
  const { ids: file, after: last, 'dry-run': isDryRun } = values;
  const listed = file === undefined ? [] : await readList(file);
  const [after] = last === undefined ? [] : readIds(last, '--after');
  failOnClosedConnections();
  await mongoose.connect(uri, {
    w: 'majority',
    serverSelectionTimeoutMS: CONNECT_MS,
    autoIndex: false,
    autoCreate: false,
  });
  try {
    const { connection } = mongoose;
    if ((await connection.db!.listCollections({ name: 'audit_log' }).toArray()).length === 0)
      throw new Error(`"${connection.name}" is not the database of auth`);
    const { accounts, returned, refused } = await reapplyErasures({
      connection,
      listed,
      after,
      isDryRun,
      print,
    });
    print(
      isDryRun
        ? `${accounts} accounts, ${returned} of them there; nothing was changed`
        : `${accounts} accounts, ${returned} of them had come back, ${refused} not erased; auth tells the other services`,
    );
    return refused > 0 ? 1 : 0;
  } finally {
    await mongoose.disconnect();
  }
}

async function readList(file: string): Promise<string[]> {
  return file === '-'
    ? readIds(await text(process.stdin), 'stdin')
    : readIds(await readFile(file, 'utf8'), file);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function reasons(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${reasons(error.cause)}` : error.message;
}

void main()
  .catch((error: unknown) => {
    process.stderr.write(`${reasons(error)}\n`);
    return STOPPED;
  })
  .then((code) => process.exit(code));
