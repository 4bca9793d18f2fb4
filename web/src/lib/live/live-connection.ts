import type { EventSourceMessage, EventSourceParser } from 'eventsource-parser';
import { backoffMs } from '../data/backoff';

export type LiveStatus = 'closed' | 'connecting' | 'open' | 'waiting';

export interface LiveConnectionOptions {
  /** Address of the event stream, asked for at each connect. */
  url: () => string;
  /** Further headers of each connect. */
  headers?: () => Record<string, string>;
  onEvent: (event: EventSourceMessage) => void;
  onStatus: (status: LiveStatus) => void;
  /** The stream was refused for want of a session, or because it is another's: no further attempt is made. */
  onRefused: () => void;
  /** Milliseconds of silence after which the connection counts as dead; the server says something every 15 s. */
  silenceMs?: number;
  fetch?: typeof fetch;
  random?: () => number;
}

/**
 * A server-sent event stream that comes back by itself: it resumes after the last id it saw, so that nothing is missed
 * and nothing comes twice, however often it is cut.
 */
export class LiveConnection {
  private lastEventId = '';
  private attempt = 0;
  private askedDelayMs = 0;
  private controller: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private silence: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: LiveConnectionOptions) {}

  /** Connects now; a pending wait is cut short, and what is already open stays. */
  open(): void {
    if (this.controller !== null) return;
    clearTimeout(this.timer);
    void this.run();
  }

  /** Disconnects; `open` goes on where this stopped. */
  close(): void {
    clearTimeout(this.timer);
    clearTimeout(this.silence);
    this.controller?.abort();
    this.controller = null;
    this.options.onStatus('closed');
  }

  /** Connects anew, as when the address has changed; goes on after the last id. */
  reopen(): void {
    const dropped = this.controller;
    this.controller = null;
    dropped?.abort();
    this.open();
  }

  /** Waits at least this long before the next connect, as the server asked. */
  comeBackAfter(ms: number): void {
    this.askedDelayMs = Math.min(ms, 60_000);
  }

  private async run(): Promise<void> {
    const controller = new AbortController();
    this.controller = controller;
    this.options.onStatus('connecting');
    try {
      this.listenForSilence(controller);
      // Only the signed in have a stream, so pages don't bring its parser with them.
      const { createParser } = await import('eventsource-parser');
      const parser = createParser({
        onEvent: (event) => {
          this.lastEventId = event.id ?? this.lastEventId;
          this.options.onEvent(event);
        },
      });
      const response = await (this.options.fetch ?? fetch)(this.options.url(), {
        credentials: 'same-origin',
        headers: {
          accept: 'text/event-stream',
          ...this.options.headers?.(),
          ...(this.lastEventId === '' ? {} : { 'last-event-id': this.lastEventId }),
        },
        cache: 'no-store',
        signal: controller.signal,
      });
      if ([401, 403, 409].includes(response.status)) {
        this.controller = null;
        this.options.onStatus('closed');
        this.options.onRefused();
        return;
      }
      if (!response.ok || response.body === null) {
        this.comeBackAfter(Number(response.headers.get('retry-after') ?? 0) * 1_000 || 0);
        await response.body?.cancel();
      } else {
        await this.read(response.body, parser, controller);
      }
    } catch {
      // Whatever broke the stream, the next attempt resumes it.
    }
    if (this.controller !== controller) return;
    this.controller = null;
    clearTimeout(this.silence);
    this.options.onStatus('waiting');
    const delay = backoffMs(this.attempt, (this.options.random ?? Math.random)(), 500, 20_000);
    this.attempt += 1;
    const wait = Math.max(delay, this.askedDelayMs);
    this.askedDelayMs = 0;
    this.timer = setTimeout(() => this.open(), wait);
  }

  private async read(
    body: ReadableStream<Uint8Array>,
    parser: EventSourceParser,
    controller: AbortController,
  ): Promise<void> {
    this.options.onStatus('open');
    const reader = body
      .pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>)
      .getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || this.controller !== controller) return;
      // Only a connection that has carried something was worth connecting to.
      this.attempt = 0;
      this.listenForSilence(controller);
      parser.feed(value);
    }
  }

  private listenForSilence(controller: AbortController): void {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => controller.abort(), this.options.silenceMs ?? 45_000);
  }
}
