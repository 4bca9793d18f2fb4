import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { useTestDatabase } from '../testing/test-database';

const root = join(__dirname, '../../..');
/** The services that keep what they know of tickets, in the order in which the README names them. */
const readers = ['orders', 'payments', 'admissions', 'support'];
/** The services that do more on news of a ticket. */
const others = ['notifications'];

/** The code blocks of the README's chapter on events. */
const blocks = readFileSync(join(root, 'common/README.md'), 'utf8')
  .split('\n## Adding an event\n')[1]!
  .split('\n## ')[0]!
  .split('```ts\n')
  .slice(1)
  .map((block) => block.split('```')[0]!);

/** The line of a block that holds a text. */
function lineWith(text: string): string {
  const line = blocks.flatMap((block) => block.split('\n')).find((each) => each.includes(text));
  if (!line) throw new Error(`The README shows no line with ${text}`);
  return `${line.trim()}\n`;
}

describe("the README's example of a new event, followed as it stands", () => {
  const database = useTestDatabase();
  const copy = mkdtempSync(join(tmpdir(), 'adding-an-event-'));
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  const edit = (path: string, change: (text: string) => string): void => {
    const file = join(copy, path);
    const before = readFileSync(file, 'utf8');
    const after = change(before);
    expect(after).not.toBe(before);
    writeFileSync(file, after);
  };
  const run = (...args: string[]) =>
    new Promise<string>((resolve) => {
      execFile(process.execPath, args, { cwd: copy }, (_error, stdout, stderr) => resolve(stdout + stderr));
    });
  const compile = () =>
    run(join(root, 'node_modules/native-typescript/bin/tsc'), '-b', ...readers, ...others);

  beforeAll(() => {
    cpSync(join(root, 'tsconfig.base.json'), join(copy, 'tsconfig.base.json'));
    // Specs and what only they use need other workspaces.
    const wanted = (name: string) => (path: string) =>
      !path.endsWith('.spec.ts') && (name === 'common' || !/\/(testing|__mocks__)$/.test(path));
    for (const name of ['common', ...readers, ...others]) {
      cpSync(join(root, name, 'package.json'), join(copy, name, 'package.json'));
      cpSync(join(root, name, 'src'), join(copy, name, 'src'), { recursive: true, filter: wanted(name) });
      const config = JSON.parse(readFileSync(join(root, name, 'tsconfig.json'), 'utf8')) as object;
      const references = name === 'common' ? [] : [{ path: '../common' }];
      writeFileSync(join(copy, name, 'tsconfig.json'), JSON.stringify({ ...config, references }));
    }
    const link = (path: string, target = join(root, path)) => {
      mkdirSync(dirname(join(copy, path)), { recursive: true });
      symlinkSync(target, join(copy, path));
    };
    for (const name of readdirSync(join(root, 'node_modules'))) {
      if (name !== '@ticketing') link(`node_modules/${name}`);
    }
    link('node_modules/@ticketing/common', join(copy, 'common'));
    // What a workspace has of its own, because another needs another version.
    for (const name of ['common', ...readers, ...others]) {
      if (existsSync(join(root, name, 'node_modules'))) link(`${name}/node_modules`);
    }
  });

  it('does not compile until whoever reads the aggregate hears it, and then stalls nobody', async () => {
    edit('common/src/contracts/subjects.ts', (text) =>
      text.replace('export enum Subjects {\n', `$&${lineWith("'ticket:withdrawn'")}`),
    );
    edit(
      'common/src/contracts/ticket.ts',
      (text) =>
        `${text.replace("defineEvents('ticket', {\n", `$&${lineWith('[Subjects.TicketWithdrawn]: z.object')}`)}
       ${lineWith('export type TicketWithdrawnEvent')}`,
    );
    const stops = await compile();
    const missing = /^((\w+)\/src\/\S+)\(.* error TS2741: Property '"ticket:withdrawn"' is missing/gm;
    const places = [...stops.matchAll(missing)].map(([, file = '', service = '']) => ({ file, service }));
    expect(places.map(({ service }) => service).sort()).toEqual([...others, ...readers].sort());
    expect(stops.match(/error TS/g)).toHaveLength(places.length);

    for (const { file } of places.filter(({ service }) => readers.includes(service))) {
      const line = lineWith('[Subjects.TicketWithdrawn]: () =>');
      edit(file, (text) => text.replace('[Subjects.TicketCreated]:', `${line}$&`));
    }
    // What does more: the listener that the README shows, in a service that keeps no tickets of its own.
    const [listener] = blocks.find((block) => block.includes('extends Listener<'))!.split('\nawait ');
    edit(
      'notifications/src/subscriptions.ts',
      (text) =>
        `${text.replace("aggregateListeners<'ticket'>({\n", `$&${lineWith('new TicketWithdrawnListener()')}`)}
       import { isNextVersion, Listener } from '@ticketing/common/messaging';
       import type { TicketWithdrawnEvent } from '@ticketing/common/contracts';
       import mongoose from 'mongoose';
       const Ticket = mongoose.model('T', new mongoose.Schema({ version: { type: Number, required: true }, withdrawn: Boolean }));
       ${listener}`,
    );
    expect(await compile()).toBe('');

    writeFileSync(
      join(copy, 'heard.cjs'),
      `const mongoose = require('mongoose');
       const { ticketProjection } = require('./orders/dist/events/listeners');
       const id = '6553f1c2a4b5c6d7e8f90a1b';
       const ticket = { id, title: 'Opera', price: 10, userId: id, orderId: null, status: 'open' };
       (async () => {
         await mongoose.connect(process.argv[2]);
         const projection = ticketProjection();
         await projection.apply('ticket:created', { ...ticket, version: 0 });
         await projection.apply('ticket:withdrawn', { id, version: 1, reason: 'moved' });
         await projection.apply('ticket:updated', { ...ticket, price: 15, version: 2 });
         const { price, version, withdrawn } = await mongoose.connection.collection('tickets').findOne();
         console.log(JSON.stringify({ price, version, withdrawn }));
         await mongoose.disconnect();
       })();`,
    );
    expect(JSON.parse(await run('heard.cjs', database.uri))).toEqual({
      price: 15,
      version: 2,
      withdrawn: true,
    });
  });
});
