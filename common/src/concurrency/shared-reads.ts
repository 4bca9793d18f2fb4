/** Reads under way at the same time; while they are, further lookups gather for the next one. */
const MAX_RUNNING = 2;
/** Keys of one read, at the most. */
const MAX_KEYS = 100;

interface Lookup<V> {
  readonly found: Promise<V | undefined>;
  readonly resolve: (value: V | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Lets lookups that are asked for at the same time share one read of the database. Nothing is kept: every lookup is
 * answered by a read that began after it, so that it sees whatever was written before.
 */
export class SharedReads<V> {
  private waiting = new Map<string, Lookup<V>>();
  private running = 0;
  private scheduled = false;

  /** @param read finds what there is of these keys, each at most once. */
  constructor(private readonly read: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>) {}

  /**
   * What is stored under a key, or `undefined`.
   * @throws whatever the shared read throws
   */
  get(key: string): Promise<V | undefined> {
    let lookup = this.waiting.get(key);
    if (!lookup) {
      lookup = newLookup();
      this.waiting.set(key, lookup);
      this.schedule();
    }
    return lookup.found;
  }

  private schedule(): void {
    if (this.scheduled || this.running >= MAX_RUNNING) return;
    this.scheduled = true;
    // Requests that were read in this turn of the event loop belong to one read.
    setImmediate(() => {
      this.scheduled = false;
      while (this.running < MAX_RUNNING && this.waiting.size > 0) void this.run(this.take());
    });
  }

  private take(): ReadonlyMap<string, Lookup<V>> {
    const group = this.waiting;
    this.waiting = new Map();
    if (group.size <= MAX_KEYS) return group;
    const taken = new Map<string, Lookup<V>>();
    for (const [key, lookup] of group) (taken.size < MAX_KEYS ? taken : this.waiting).set(key, lookup);
    return taken;
  }

  private async run(group: ReadonlyMap<string, Lookup<V>>): Promise<void> {
    this.running += 1;
    try {
      const found = await this.read([...group.keys()]);
      for (const [key, { resolve }] of group) resolve(found.get(key));
    } catch (error) {
      for (const { reject } of group.values()) reject(error);
    } finally {
      this.running -= 1;
      if (this.waiting.size > 0) this.schedule();
    }
  }
}

function newLookup<V>(): Lookup<V> {
  let resolve!: Lookup<V>['resolve'];
  let reject!: Lookup<V>['reject'];
  const found = new Promise<V | undefined>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { found, resolve, reject };
}
