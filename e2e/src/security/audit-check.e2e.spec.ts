import { type ExecFileException, execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ApiClient, eventually } from '@ticketing/harness';
import { projectRoot } from '@ticketing/infra';
import mongoose from 'mongoose';

interface LogEntry {
  _id: string;
  sequence: number;
  actor: string;
}

/** The database of auth, or a copy of it. */
function address(database: string): string {
  const uri = new URL(process.env['TEST_MONGO_URI'] ?? '');
  uri.pathname = `/${database}`;
  return uri.href;
}

/** What `npm run audit:check` runs. @returns its exit code and what it printed */
function check(...args: string[]): Promise<{ code: number; printed: string }> {
  const file = join(projectRoot, 'auth/dist/audit-check.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], (error: ExecFileException | null, stdout) =>
      resolve({ code: error === null ? 0 : Number(error.code), printed: stdout.trim() }),
    );
  });
}

describe('the check of the audit log', () => {
  const copy = `audit-copy-${randomUUID().slice(0, 8)}`;
  let connection: mongoose.Connection;
  let person: ApiClient;

  const log = () => connection.useDb(copy, { useCache: true }).collection<LogEntry>('audit_log');

  beforeAll(async () => {
    connection = await mongoose.createConnection(address('auth')).asPromise();
    person = await ApiClient.signUp();
    await eventually(async () => {
      expect(await connection.collection('audit_log').countDocuments({ actor: person.id })).toBeGreaterThan(
        0,
      );
    });
    await connection
      .collection('audit_log')
      .aggregate([{ $out: { db: copy, coll: 'audit_log' } }])
      .toArray();
  });
  afterAll(async () => {
    await connection.useDb(copy, { useCache: true }).dropDatabase();
    await connection.close();
  });

  it('finds the log of the running system whole, and names its last entry', async () => {
    const { code, printed } = await check('--mongo', address('auth'));
    expect(printed).toMatch(/^\d+ entries, each as it was written; the last is \d+:[0-9a-f]{64}$/);
    expect(code).toBe(0);
  });

  it('names the entry that was altered', async () => {
    const before = await check('--mongo', address(copy));
    expect(before).toMatchObject({ code: 0 });
    const entry = await log().findOneAndUpdate({ actor: person.id }, { $set: { actor: 'somebody else' } });
    const { code, printed } = await check('--mongo', address(copy));
    expect(printed).toBe(
      `BROKEN at entry ${entry!.sequence}: altered; the ${entry!.sequence - 1} before it are as they were written`,
    );
    expect(code).toBe(1);
    await log().updateOne({ _id: entry!._id }, { $set: { actor: person.id } });
    expect(await check('--mongo', address(copy))).toEqual(before);
  });

  it('misses an entry that was removed from the end by what an earlier check printed', async () => {
    const head = /\d+:[0-9a-f]{64}$/.exec((await check('--mongo', address(copy))).printed)![0];
    await log().deleteOne({ sequence: Number(head.split(':')[0]) });
    expect(await check('--mongo', address(copy))).toMatchObject({ code: 0 });
    const { code, printed } = await check('--mongo', address(copy), '--head', head);
    expect(printed).toContain('removed from the end, or replaced');
    expect(code).toBe(1);
  });

  it('says that a log can’t be read', async () => {
    expect(await check('--mongo', 'no address')).toMatchObject({ code: 2 });
  });
});
