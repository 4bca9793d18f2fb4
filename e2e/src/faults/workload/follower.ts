import type { Watched } from '../check/streams';
import type { Caller } from './caller';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;
/** The service gives a sign of life every 15 s: a connection without one for longer is as good as cut. */
const LONGEST_SILENCE_MS = 30_000;

/** What a connection tells the one who keeps it. */
export interface Line {
  opened(): void;
  /** @param id 0 where there is none */
  told(event: string, id: number): void;
  /** May be called more than once. */
  closed(): void;
}

/** One who keeps a live connection, and after a cut goes on from the last id, as a browser does. */
export abstract class Follower implements Watched {
  /** The kind of connection. */
  abstract readonly by: string;
  readonly ids: number[] = [];
  cursor = 0;
  after = 0;
  /** Connections that were opened. */
  connections = 0;
  private stopped = false;
  private pauseMs = FIRST_PAUSE_MS;
  private hangUp: () => void = () => undefined;

  constructor(protected readonly user: Caller) {}

  get scope(): string {
    return `user:${this.user.id}`;
  }

  /** @param head the newest id of the log: what came before is not expected */
  start(head: number): void {
    this.after = head;
    this.cursor = head;
    this.connect();
  }

  /** Breaks the connection, as a network would; it is opened again. */
  cut(): void {
    this.hangUp();
  }

  stop(): void {
    this.stopped = true;
    this.hangUp();
  }

  /** Opens a connection that begins after `cursor`. @returns what breaks it */
  protected abstract dial(cursor: number, line: Line): () => void;

  private connect(): void {
    if (this.stopped) return;
    let isOver = false;
    const silence = setTimeout(() => this.hangUp(), LONGEST_SILENCE_MS);
    this.hangUp = this.dial(this.cursor, {
      opened: () => {
        this.connections += 1;
        this.pauseMs = FIRST_PAUSE_MS;
      },
      told: (event, id) => {
        silence.refresh();
        if (!isOver && id > 0) this.take(event, id);
      },
      closed: () => {
        if (isOver) return;
        isOver = true;
        clearTimeout(silence);
        setTimeout(() => this.connect(), this.pauseMs);
        this.pauseMs = Math.min(this.pauseMs * 2, LONGEST_PAUSE_MS);
      },
    });
  }

  private take(event: string, id: number): void {
    // A greeting and a sign of life only tell where the cursor is.
    if (event !== 'hello' && event !== 'keepalive') this.ids.push(id);
    this.cursor = Math.max(this.cursor, id);
  }
}
