import { parseArgs } from 'node:util';
import { failOnClosedConnections } from '@ticketing/common/mongo';
import mongoose from 'mongoose';
import { checkChain } from './services/audit-check';

const help = `Reads the whole audit log and checks that each entry is as it was written, behind the one before.

  npm run audit:check [-- options]

  --mongo mongodb://…/auth   the database of auth; default MONGO_URI
  --head 120:3f5a…           an entry that was there before, as an earlier check or a line in the logs told it
  --help

Exit code: 0 all is as it was written, 1 something isn't, 2 the log can't be read.`;

const UNREADABLE = 2;
const CONNECT_MS = 10_000;

async function main(): Promise<number> {
  const options = { mongo: { type: 'string' }, head: { type: 'string' }, help: { type: 'boolean' } } as const;
  const { values } = parseArgs({ options });
  const uri = values.mongo ?? process.env['MONGO_URI'];
  if (values.help || uri === undefined) {
    print(help);
    return values.help ? 0 : UNREADABLE;
  }
  failOnClosedConnections();
  const connection = await mongoose
    .createConnection(uri, { serverSelectionTimeoutMS: CONNECT_MS })
    .asPromise();
  try {
    const { count, head, fault } = await checkChain(connection, values.head);
    print(
      fault === undefined
        ? `${count} entries, each as it was written; the last is ${head ?? 'none'}`
        : `BROKEN at ${fault}; the ${count} before it are as they were written`,
    );
    return fault === undefined ? 0 : 1;
  } finally {
    await connection.close();
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

void main()
  .catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return UNREADABLE;
  })
  .then((code) => process.exit(code));
