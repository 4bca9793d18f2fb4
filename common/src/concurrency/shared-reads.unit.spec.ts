import { SharedReads } from './shared-reads';

describe('SharedReads', () => {
  const reads: string[][] = [];
  const release: (() => void)[] = [];
  let blocked = false;
  const stored = new Map<string, string>();
  const shared = () =>
    new SharedReads<string>(async (keys) => {
      reads.push([...keys]);
      const found = new Map([...stored].filter(([key]) => keys.includes(key)));
      if (blocked) await new Promise<void>((resolve) => release.push(resolve));
      return found;
    });

  beforeEach(() => {
    reads.length = 0;
    release.length = 0;
    blocked = false;
    stored.clear();
    stored.set('a', 'A').set('b', 'B');
  });

  it('answers each lookup with its own', async () => {
    const reader = shared();
    expect(await Promise.all([reader.get('a'), reader.get('b'), reader.get('c')])).toEqual([
      'A',
      'B',
      undefined,
    ]);
  });

  it('reads once for all that are asked for in one turn, each key once', async () => {
    const reader = shared();
    await Promise.all([reader.get('a'), reader.get('b'), reader.get('a')]);
    expect(reads).toEqual([['a', 'b']]);
  });

  it('keeps nothing: what was written before a lookup is seen by it', async () => {
    const reader = shared();
    await reader.get('a');
    stored.set('a', 'newer');
    expect(await reader.get('a')).toBe('newer');
  });

  it('never answers from a read that began before the lookup', async () => {
    const reader = shared();
    blocked = true;
    const first = reader.get('a');
    await new Promise((resolve) => setImmediate(resolve));
    stored.set('a', 'newer');
    const second = reader.get('a');
    await new Promise((resolve) => setImmediate(resolve));
    release.forEach((open) => open());
    expect(await first).toBe('A');
    expect(await second).toBe('newer');
  });

  it('bounds the reads under way and the keys of each', async () => {
    const reader = shared();
    blocked = true;
    const asked = Array.from({ length: 1_000 }, (_, i) => reader.get(String(i)));
    await new Promise((resolve) => setImmediate(resolve));
    expect(reads.map((keys) => keys.length)).toEqual([100, 100]);
    blocked = false;
    release.forEach((open) => open());
    await Promise.all(asked);
    expect(reads.flat()).toHaveLength(1_000);
  });

  it('fails those of the read that failed, and goes on', async () => {
    let fail = true;
    const reader = new SharedReads<string>((keys) => {
      if (fail) return Promise.reject(new Error('away'));
      return Promise.resolve(new Map(keys.map((key) => [key, key])));
    });
    const both = [reader.get('a'), reader.get('b')];
    await expect(both[0]).rejects.toThrow('away');
    await expect(both[1]).rejects.toThrow('away');
    fail = false;
    expect(await reader.get('a')).toBe('a');
  });
});
