import { waitFor } from '@ticketing/common/testing';
import { GroupCommit } from './group-commit';

/** A commit that ends when the spec says so. */
function setUp(maxInFlight?: number, lingerMs?: number) {
  const groups: string[][] = [];
  const ends: { done: () => void; fail: () => void }[] = [];
  const commit = (items: string[]) =>
    new Promise<string[]>((resolve, reject) => {
      groups.push(items);
      ends.push({
        done: () => resolve(items.map((item) => `${item}!`)),
        fail: () => reject(new Error('away')),
      });
    });
  /** Resolves when the nth commit has begun. */
  const begun = (nth: number) => waitFor(() => groups.length >= nth, { interval: 1 });
  return { group: new GroupCommit(commit, maxInFlight, lingerMs), groups, ends, begun };
}
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a group commit', () => {
  afterEach(() => jest.useRealTimers());

  it('takes what comes in one turn together, and gives each its own result', async () => {
    const { group, groups, ends, begun } = setUp();
    const results = ['a', 'b'].map((item) => group.add(item));
    await begun(1);
    expect(groups).toEqual([['a', 'b']]);
    ends[0]?.done();
    expect(await Promise.all(results)).toEqual(['a!', 'b!']);
  });

  it('gathers what comes while it commits', async () => {
    const { group, groups, ends, begun } = setUp();
    const first = group.add('a');
    await begun(1);
    const later = ['b', 'c'].map((item) => group.add(item));
    await turn();
    expect(groups).toEqual([['a']]);
    ends[0]?.done();
    await first;
    await begun(2);
    expect(groups).toEqual([['a'], ['b', 'c']]);
    ends[1]?.done();
    expect(await Promise.all(later)).toEqual(['b!', 'c!']);
  });

  it('may have more than one commit under way', async () => {
    const { group, groups, begun } = setUp(2);
    void group.add('a');
    await begun(1);
    void group.add('b');
    await begun(2);
    expect(groups).toEqual([['a'], ['b']]);
  });

  it('fails those that went together, and goes on', async () => {
    const { group, ends, begun } = setUp();
    const failing = Promise.allSettled(['a', 'b'].map((item) => group.add(item)));
    await begun(1);
    ends[0]?.fail();
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = group.add('c');
    await begun(2);
    ends[1]?.done();
    expect(await next).toBe('c!');
  });

  it('waits a moment for the others where there lately were others', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const { group, groups, ends } = setUp(1, 200);
    const together = ['a', 'b', 'c'].map((item) => group.add(item));
    await turn();
    ends[0]?.done();
    await Promise.all(together);
    const first = group.add('d');
    await turn();
    jest.advanceTimersByTime(199);
    expect(groups).toHaveLength(1);
    const second = group.add('e');
    jest.advanceTimersByTime(1);
    expect(groups[1]).toEqual(['d', 'e']);
    ends[1]?.done();
    await Promise.all([first, second]);
  });

  it('waits no longer when as many are there as lately were', async () => {
    const { group, groups, ends, begun } = setUp(1, 60_000);
    const together = ['a', 'b'].map((item) => group.add(item));
    await begun(1);
    ends[0]?.done();
    await Promise.all(together);
    void group.add('c');
    await turn();
    expect(groups).toHaveLength(1);
    for (const item of ['d', 'e']) void group.add(item);
    await begun(2);
    expect(groups[1]).toEqual(['c', 'd', 'e']);
  });

  it('is never larger than a thousand', async () => {
    const { group, groups, ends, begun } = setUp();
    const results = Array.from({ length: 1_500 }, (_, n) => group.add(String(n)));
    await begun(1);
    ends[0]?.done();
    await results[0];
    await begun(2);
    ends[1]?.done();
    await Promise.all(results);
    expect(groups.map(({ length }) => length)).toEqual([1_000, 500]);
  });
});
