import {
  aggregateRef,
  type AggregateSubject,
  type AggregateType,
  type Event,
  type EventOn,
} from '../contracts';
import { Batcher } from '../concurrency/batcher';
import { isDuplicateKey } from '../errors';
import { GapError } from './errors';
import { type AnyListener, Listener } from './listener';
import { decideVersion, READ_MODEL_LINGER_MS, type RowVersion, versionWrite } from './version';

/** Something for each subject of an aggregate's history; one that is left out does not compile. */
type Handlers<A extends AggregateType, R> = {
  readonly [S in AggregateSubject<A>]: (data: EventOn<S>['data']) => R;
};

/** What a projection uses of a MongoDB collection, whatever its rows are typed as. */
interface ProjectionCollection {
  bulkWrite(
    operations: never[],
    options: { ordered: false },
  ): Promise<{ matchedCount: number; upsertedCount: number }>;
  find(
    filter: { _id: never },
    options: { projection: { version: 1 } },
  ): { toArray(): Promise<{ _id: unknown; version: number }[]> };
}

/** How a projection is made of events. */
export interface ProjectionOptions<A extends AggregateType> {
  readonly collection: ProjectionCollection;
  /** What each event sets beside the version; the first subject is that of version 0, and sets the whole row. */
  readonly on: Handlers<A, object>;
  /** What an aggregate's id is stored as; default itself. */
  readonly key?: (id: string) => unknown;
  /** How long a row may wait for others under load, in ms; default 50. 0 where somebody is about to ask for it. */
  readonly lingerMs?: number;
}

/**
 * What a service knows of another's aggregates: a row for each, written version by version. It hears every subject of the
 * aggregate, since a version it doesn't hear would be a gap to all later ones.
 *
 * What arrives together is written together, and under load a row waits a moment for others. Each update matches only the version before its own, whoever else is writing;
 * when fewer match than were sent, one read says which were applied before and which came too early.
 */
export class Projection<A extends AggregateType> {
  private readonly steps: Batcher<RowVersion, boolean>;

  constructor(private readonly options: ProjectionOptions<A>) {
    const { lingerMs = READ_MODEL_LINGER_MS } = options;
    this.steps = new Batcher((steps) => this.write(steps), {
      isolateFailures: true,
      lingerMs,
      ...(lingerMs > 0 && { maxRunning: 1 }),
    });
  }

  /**
   * Applies one version; one that was applied before changes nothing.
   * @throws GapError when an earlier version is missing
   */
  async apply<S extends AggregateSubject<A>>(subject: S, data: EventOn<S>['data']): Promise<void> {
    const { key = (id: string) => id, on } = this.options;
    const { id, version } = data as { id: string; version: number };
    const isEarly = await this.steps.add({ key: key(id), version, set: on[subject](data) });
    const ref = aggregateRef(subject, data);
    if (isEarly && ref) throw new GapError({ ...ref, version: version - 1 });
  }

  /**
   * Takes a whole state of whatever version, unless a newer one is there. A row that isn't there yet gets what the first
   * event of an aggregate sets, too.
   */
  async restore<S extends AggregateSubject<A>>(subject: S, data: EventOn<S>['data']): Promise<void> {
    const { key = (id: string) => id, on, collection } = this.options;
    const { id, version } = data as { id: string; version: number };
    const set: object = { ...on[subject](data), version };
    const [first] = Object.keys(on) as AggregateSubject<A>[];
    // Each later event of an aggregate has all that the first one has.
    const whole: object = first ? on[first](data as never) : {};
    const missing = Object.entries(whole).filter(([field]) => !(field in set));
    const update = { $set: set, $setOnInsert: Object.fromEntries(missing) as object };
    const filter = { _id: key(id), version: { $lt: version } };
    try {
      await collection.bulkWrite([{ updateOne: { filter, update, upsert: true } }] as never[], {
        ordered: false,
      });
    } catch (error) {
      // The row is there, and as new.
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /**
   * The listeners to all subjects of the aggregate.
   * @param followUps what is done once a version is in place, also when it was applied before: a process may have ended
   * in between
   * @param kept what is kept beside the row, once a replay is in place
   */
  listeners(
    followUps: Partial<Handlers<A, unknown>> = {},
    kept: Partial<Handlers<A, unknown>> = {},
  ): AnyListener[] {
    const subjects = Object.keys(this.options.on) as AggregateSubject<A>[];
    return subjects.map(
      <S extends AggregateSubject<A>>(subject: S) =>
        new ProjectionListener<EventOn<S>>(subject, {
          apply: (data) => this.apply(subject, data),
          restore: (data) => this.restore(subject, data),
          followUp: followUps[subject],
          kept: kept[subject],
        }),
    );
  }

  /** @returns of each whether an earlier version turned out to be missing */
  private async write(steps: readonly RowVersion[]): Promise<boolean[]> {
    const { collection } = this.options;
    const writes = steps.map(versionWrite);
    const { matchedCount, upsertedCount } = await collection.bulkWrite(writes as never[], { ordered: false });
    if (matchedCount + upsertedCount === steps.length) return steps.map(() => false);
    const filter = { _id: { $in: steps.map(({ key }) => key) } } as { _id: never };
    const rows = await collection.find(filter, { projection: { version: 1 } }).toArray();
    const known = new Map(rows.map(({ _id, version }) => [String(_id), version]));
    // Those just applied are there by now, and so as stale as those that were before.
    return steps.map(({ key, version }) => decideVersion(known.get(String(key)), version) !== 'stale');
  }
}

interface ProjectionSteps<D> {
  apply(data: D): Promise<void>;
  restore(data: D): Promise<void>;
  followUp?: ((data: D) => unknown) | undefined;
  kept?: ((data: D) => unknown) | undefined;
}

class ProjectionListener<T extends Event> extends Listener<T> {
  constructor(
    readonly subject: T['subject'],
    private readonly steps: ProjectionSteps<T['data']>,
  ) {
    super();
  }

  async onMessage(data: T['data']): Promise<void> {
    await this.steps.apply(data);
    await this.steps.followUp?.(data);
  }

  override async onReplay(data: T['data']): Promise<void> {
    await this.steps.restore(data);
    await this.steps.kept?.(data);
  }
}
