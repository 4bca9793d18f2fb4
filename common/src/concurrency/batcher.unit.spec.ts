import { Batcher, SharedReads } from './batcher';

/** A commit that is finished from outside. */
class Commits {
  readonly groups: string[][] = [];
  private readonly open: { resolve: () => void; reject: (error: Error) => void }[] = [];

  readonly commit = (items: readonly string[]): Promise<void> => {
    this.groups.push([...items]);
    return new Promise((resolve, reject) => this.open.push({ resolve, reject }));
  };

  finish(): void {
    this.open.shift()?.resolve();
  }

  fail(error: Error): void {
    this.open.shift()?.reject(error);
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

describe('Batcher', () => {
  afterEach(() => jest.useRealTimers());

  it('commits together what is asked for in one turn', async () => {
    const commits = new Commits();
    const group = new Batcher(commits.commit);
    const all = Promise.all(['a', 'b', 'c'].map((item) => group.add(item)));
    await turn();
    expect(commits.groups).toEqual([['a', 'b', 'c']]);
    commits.finish();
    await all;
  });

  it('lingers for others after a batch of several, and does at once what comes by itself', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const commits = new Commits();
    const group = new Batcher(commits.commit, { lingerMs: 20 });
    const first = group.add('a');
    await turn();
    expect(commits.groups).toEqual([['a']]);
    commits.finish();
    await first;
    await turn();
    const several = ['b', 'c'].map((item) => group.add(item));
    await turn();
    expect(commits.groups.slice(1)).toEqual([['b', 'c']]);
    commits.finish();
    await Promise.all(several);
    const late = [group.add('d')];
    await turn();
    jest.advanceTimersByTime(19);
    late.push(group.add('e'));
    expect(commits.groups).toHaveLength(2);
    jest.advanceTimersByTime(1);
    expect(commits.groups.slice(2)).toEqual([['d', 'e']]);
    commits.finish();
    await Promise.all(late);
  });

  it('starts a batch that is full, though it would linger', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const commits = new Commits();
    const group = new Batcher(commits.commit, { lingerMs: 20, maxSize: 2, maxRunning: 1 });
    const all = ['a', 'b', 'c', 'd'].map((item) => group.add(item));
    await turn();
    commits.finish();
    await turn();
    expect(commits.groups).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    commits.finish();
    await Promise.all(all);
  });

  it('gathers the next group while two commits are under way', async () => {
    const commits = new Commits();
    const group = new Batcher(commits.commit);
    const added: Promise<void>[] = [];
    for (const item of ['a', 'b', 'c', 'd']) {
      added.push(group.add(item));
      await turn();
    }
    expect(commits.groups).toEqual([['a'], ['b']]);
    commits.finish();
    await turn();
    expect(commits.groups).toEqual([['a'], ['b'], ['c', 'd']]);
    commits.finish();
    commits.finish();
    await Promise.all(added);
  });

  it('has one commit under way at a time where it is told so', async () => {
    const commits = new Commits();
    const group = new Batcher(commits.commit, { maxRunning: 1 });
    const all = ['a', 'b', 'c'].map((item) => group.add(item));
    await turn();
    all.push(group.add('d'));
    await turn();
    all.push(group.add('e'));
    await turn();
    expect(commits.groups).toEqual([['a', 'b', 'c']]);
    commits.finish();
    await turn();
    expect(commits.groups).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ]);
    commits.finish();
    await Promise.all(all);
  });

  it('resolves nobody before the commit has', async () => {
    const commits = new Commits();
    const group = new Batcher(commits.commit);
    let done = false;
    const added = group.add('a').then(() => (done = true));
    await turn();
    expect(done).toBe(false);
    commits.finish();
    await added;
  });

  it('gives each item its own result', async () => {
    const group = new Batcher((items: readonly string[]) => Promise.resolve(items.map((item) => `${item}!`)));
    expect(await Promise.all(['a', 'b'].map((item) => group.add(item)))).toEqual(['a!', 'b!']);
  });

  it('fails those that went together, and goes on', async () => {
    const commits = new Commits();
    const group = new Batcher(commits.commit);
    const failing = Promise.allSettled(['a', 'b'].map((item) => group.add(item)));
    await turn();
    commits.fail(new Error('away'));
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = group.add('c');
    await turn();
    commits.finish();
    await next;
    expect(commits.groups).toEqual([['a', 'b'], ['c']]);
  });

  it('lets an item that cannot be committed fail alone', async () => {
    const commit = (items: readonly string[]): Promise<void> =>
      items.includes('bad') ? Promise.reject(new Error('duplicate')) : Promise.resolve();
    const group = new Batcher(commit, { isolateFailures: true });
    const results = await Promise.allSettled(['a', 'bad', 'c'].map((item) => group.add(item)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('tells a lone item its error', async () => {
    const commits = new Commits();
    const added = new Batcher(commits.commit).add('a');
    await turn();
    commits.fail(new Error('away'));
    await expect(added).rejects.toThrow('away');
  });

  it.each([
    ['a hundred', {}, [100, 100]],
    ['what is said', { maxSize: 70 }, [70, 70]],
  ])('keeps batches within %s', async (_name, options, sizes) => {
    const commits = new Commits();
    const group = new Batcher(commits.commit, options);
    void Promise.all(Array.from({ length: 250 }, (_, i) => group.add(String(i))));
    await turn();
    expect(commits.groups.map((items) => items.length)).toEqual(sizes);
  });
});

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
