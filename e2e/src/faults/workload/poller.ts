import { setTimeout as pause } from 'node:timers/promises';
import { isFinal, type Polled } from '../check/polls';
import type { Caller } from './caller';
import type { Recorder } from './recorder';

/** Notifications that are asked for at the same time. */
const AT_A_TIME = 3;
/** How long an answer is held, in seconds; less than a caller's patience. */
const HELD_SECONDS = 5;
const LOOK_EVERY_MS = 100;

/** What a poll is answered with. */
interface Answered {
  readonly version: number;
  readonly status: string;
}

/**
 * One who asks for notifications until they are done, each time for what is newer than the version told last (long
 * polling); always for the newest that were taken in, as many as can be followed at a time.
 */
export class Poller {
  readonly polled: Polled[] = [];
  private looked = 0;
  private stopped = false;

  /** @param user who may see all notifications */
  constructor(
    private readonly user: Caller,
    private readonly recorder: Recorder,
  ) {}

  /** Ids of those that are not done. */
  get following(): string[] {
    return this.polled.filter(({ isDone }) => !isDone).map(({ id }) => id);
  }

  start(): void {
    for (let one = 0; one < AT_A_TIME; one += 1) void this.run();
  }

  stop(): void {
    this.stopped = true;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const id = this.newest();
      if (id === undefined) await pause(LOOK_EVERY_MS);
      else await this.follow(id);
    }
  }

  private newest(): string | undefined {
    const { attempts } = this.recorder;
    const fresh = attempts.slice(this.looked);
    this.looked = attempts.length;
    return fresh.findLast(({ kind, told }) => kind === 'notification' && told === 'acknowledged')?.id;
  }

  private async follow(id: string): Promise<void> {
    const poll: Polled = { id, told: [], isDone: false };
    this.polled.push(poll);
    while (!this.stopped && !poll.isDone) {
      const known = poll.told.at(-1)?.version;
      const newer = known === undefined ? '' : `?wait=${HELD_SECONDS}&version=${known}`;
      const { status, body } = await this.user.get<Answered>(`/api/notifications/${id}${newer}`);
      if (status === 200 && body) {
        // The time was up: nothing is newer.
        if (body.version === known && !isFinal(body.status)) continue;
        poll.told.push({ version: body.version, status: body.status });
        poll.isDone = isFinal(body.status);
      } else if (status >= 400 && status < 500) {
        poll.refused = status;
        poll.isDone = true;
      } else await pause(LOOK_EVERY_MS);
    }
  }
}
