import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '@ticketing/common/testing';
import { withLock } from './lock';

describe('withLock', () => {
  let folder: string;
  let path: string;
  const noWait = (): void => undefined;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ticketing-lock-'));
    path = join(folder, 'lock');
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('lets one in at a time', async () => {
    let inside = 0;
    let most = 0;
    let arrived = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, (inside += 1));
      arrived += 1;
      await waitFor(() => arrived >= 3);
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withLock(path, () => (arrived += 1), work)));
    expect(most).toBe(1);
  });

  it('is free again after work that failed', async () => {
    await expect(withLock(path, noWait, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(existsSync(path)).toBe(false);
  });

  it('takes over from a holder that died', async () => {
    mkdirSync(path);
    writeFileSync(join(path, 'holder'), '999999999 1');
    expect(await withLock(path, noWait, () => Promise.resolve('mine'))).toBe('mine');
  });
});
