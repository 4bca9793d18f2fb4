import { type Random } from '@ticketing/harness';
import type { Commands } from './commands';

/** Commands under way at the same time, at the most: a system that stalls is not asked for ever more. */
const MOST_IN_FLIGHT = 40;

/** How often people do what, relative to each other. */
export const usualMix = {
  sell: 24,
  reprice: 8,
  order: 26,
  pay: 16,
  cancel: 10,
  sellMany: 3,
  resize: 4,
  orderMany: 12,
  cart: 8,
  waitFor: 8,
  leave: 2,
  answerOffer: 6,
  report: 5,
  follow: 3,
  notify: 10,
  notifyMany: 2,
  join: 1,
  look: 3,
} as const satisfies Partial<Record<keyof Commands, number>>;

export type Mix = Partial<Record<keyof typeof usualMix, number>>;

/** A steady load of commands. */
export class Load {
  private timer?: NodeJS.Timeout | undefined;
  private readonly inFlight = new Set<Promise<unknown>>();
  /** Commands given so far. */
  given = 0;

  constructor(
    private readonly commands: Commands,
    private readonly random: Random,
    /** Commands a second, as long as the answers come. */
    private readonly rate: number,
  ) {}

  start(mix: Mix = usualMix): void {
    this.timer ??= setInterval(() => {
      if (this.inFlight.size < MOST_IN_FLIGHT) this.give(mix);
    }, 1_000 / this.rate);
  }

  /** Gives no more commands, and waits for the answers of those that were given. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.timer = undefined;
    await Promise.all(this.inFlight);
  }

  private give(mix: Mix): void {
    const name = this.random.weighted(mix as Record<keyof typeof usualMix, number>);
    this.given += 1;
    const done: Promise<unknown> = Promise.resolve(this.commands[name]()).finally(() =>
      this.inFlight.delete(done),
    );
    this.inFlight.add(done);
  }
}
