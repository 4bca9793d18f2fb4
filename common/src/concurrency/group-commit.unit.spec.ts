import { GroupCommit } from './group-commit';

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

describe('GroupCommit', () => {
  afterEach(() => jest.useRealTimers());

  it('commits together what is asked for in one turn', async () => {
    const commits = new Commits();
    const group = new GroupCommit(commits.commit);
    const all = Promise.all(['a', 'b', 'c'].map((item) => group.add(item)));
    await turn();
    expect(commits.groups).toEqual([['a', 'b', 'c']]);
    commits.finish();
    await all;
  });

  it('waits for others when told to linger', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const commits = new Commits();
    const group = new GroupCommit(commits.commit, { lingerMs: 20 });
    const first = group.add('a');
    await turn();
    jest.advanceTimersByTime(19);
    expect(commits.groups).toEqual([]);
    const all = Promise.all([first, group.add('b')]);
    jest.advanceTimersByTime(1);
    expect(commits.groups).toEqual([['a', 'b']]);
    const next = group.add('c');
    commits.finish();
    await all;
    await turn();
    expect(commits.groups).toHaveLength(1);
    jest.advanceTimersByTime(20);
    expect(commits.groups).toEqual([['a', 'b'], ['c']]);
    commits.finish();
    await next;
  });

  it('gathers the next group while two commits are under way', async () => {
    const commits = new Commits();
    const group = new GroupCommit(commits.commit);
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

  it('resolves nobody before the commit has', async () => {
    const commits = new Commits();
    const group = new GroupCommit(commits.commit);
    let done = false;
    const added = group.add('a').then(() => (done = true));
    await turn();
    expect(done).toBe(false);
    commits.finish();
    await added;
  });

  it('lets an item that cannot be committed fail alone', async () => {
    const commit = (items: readonly string[]): Promise<void> =>
      items.includes('bad') ? Promise.reject(new Error('duplicate')) : Promise.resolve();
    const group = new GroupCommit(commit);
    const results = await Promise.allSettled(['a', 'bad', 'c'].map((item) => group.add(item)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('tells a lone item its error', async () => {
    const commits = new Commits();
    const added = new GroupCommit(commits.commit).add('a');
    await turn();
    commits.fail(new Error('away'));
    await expect(added).rejects.toThrow('away');
  });

  it('keeps groups within a hundred', async () => {
    const commits = new Commits();
    const group = new GroupCommit(commits.commit);
    void Promise.all(Array.from({ length: 250 }, (_, i) => group.add(String(i))));
    await turn();
    expect(commits.groups.map((items) => items.length)).toEqual([100, 100]);
  });
});
