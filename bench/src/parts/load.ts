import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import autocannon from 'autocannon';
import { HttpClient } from './http-client';
import { upTo } from './tasks';

/** Connections of every load, unless a figure says otherwise. */
export const CONNECTIONS = 50;

/** What a load came to. */
export interface LoadResult {
  /** Answers with the wanted status, a second. */
  readonly rate: number;
  readonly succeeded: number;
  /** All other answers, errors and timeouts. */
  readonly failed: number;
}

/** What is asked for. */
export interface LoadOptions {
  readonly url: string;
  /** How long; or else: */
  readonly seconds?: number;
  /** How many requests. */
  readonly amount?: number;
  readonly method?: 'GET' | 'POST';
  /** Those of every request, or a function that gives each request its own; the latter only with a body. */
  readonly headers?: Record<string, string> | (() => Record<string, string>);
  /** The body of each request in turn; without it there is none. */
  readonly body?: () => string;
  /** Whether each request has an `Idempotency-Key` of its own, as a browser's have; only with a body. */
  readonly keyed?: boolean;
  readonly connections?: number;
  /** Paths that are asked for in turn, each connection its own share of them; that of `url` if not given. */
  readonly paths?: readonly string[];
  /** Told each answer's body with a 2xx; only with a body. */
  readonly onAnswer?: (body: string) => void;
}

/** Asks as fast as the answers come, on 50 connections. Every answer but a 2xx counts as failed. */
export async function load({
  url,
  seconds,
  amount,
  method = 'GET',
  headers = {},
  body,
  keyed = false,
  connections = CONNECTIONS,
  paths,
  onAnswer,
}: LoadOptions): Promise<LoadResult> {
  const shares = paths && dealShares(paths, connections);
  const result = await autocannon({
    url,
    connections,
    ...(amount === undefined ? { duration: seconds ?? 1 } : { amount }),
    // The end is looked for this often, in ms.
    sampleInt: 100,
    ...(shares
      ? { setupClient: (client) => client.setRequests(shares.next().value.map((path) => ({ path }))) }
      : {}),
    method,
    headers: {
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(typeof headers === 'function' ? {} : headers),
    },
    ...(body
      ? {
          requests: [
            {
              setupRequest: (request: autocannon.Request) => ({
                ...request,
                body: body(),
                headers: { ...request.headers, ...headersOf({ headers, keyed }) },
              }),
              ...(onAnswer
                ? { onResponse: (status: number, text: string) => status < 300 && onAnswer(text) }
                : {}),
            },
          ],
        }
      : {}),
  });
  const succeeded = result['2xx'];
  return {
    rate: succeeded / result.duration,
    succeeded,
    failed: result.non2xx + result.errors + result.timeouts,
  };
}

/** What is asked for, evenly. */
export interface SteadyLoadOptions extends Pick<LoadOptions, 'url' | 'headers' | 'keyed'> {
  readonly seconds: number;
  /** Requests a second. */
  readonly rate: number;
  readonly body: () => string;
  readonly onAnswer?: (body: string) => void;
}

/**
 * Posts so many times a second, each request at its own time, whether the earlier ones are answered or not. Autocannon's
 * `overallRate` would send all of a second at its beginning, as fast as the answers come.
 */
export async function steadyLoad({
  url,
  seconds,
  rate,
  headers = {},
  keyed = false,
  body,
  onAnswer = () => undefined,
}: SteadyLoadOptions): Promise<LoadResult> {
  const client = new HttpClient(CONNECTIONS);
  let failed = 0;
  const ask = async (): Promise<void> => {
    try {
      const text = body();
      const answer = await client.send('POST', url, { headers: headersOf({ headers, keyed }), body: text });
      if (answer.status < 300) return onAnswer(answer.body);
    } catch {
      // Counts as failed, too.
    }
    failed += 1;
  };
  const asked: Promise<void>[] = [];
  const begun = performance.now();
  for (const nth of upTo(Math.round(seconds * rate))) {
    const early = begun + (nth * 1_000) / rate - performance.now();
    if (early > 0) await pause(early);
    asked.push(ask());
  }
  await Promise.all(asked);
  const took = (performance.now() - begun) / 1_000;
  client.close();
  const succeeded = asked.length - failed;
  return { rate: succeeded / took, succeeded, failed };
}

function headersOf({
  headers,
  keyed,
}: Required<Pick<LoadOptions, 'headers' | 'keyed'>>): Record<string, string> {
  return {
    ...(typeof headers === 'function' ? headers() : headers),
    ...(keyed ? { 'idempotency-key': randomUUID() } : {}),
  };
}

/** Deals the paths out to so many, round and round; one may get what another has when there are too few. */
function* dealShares(paths: readonly string[], connections: number): Generator<readonly string[], never> {
  const size = Math.ceil(paths.length / connections);
  for (let at = 0; ; at = (at + size) % paths.length) yield paths.slice(at, at + size);
}

/** Runs a task again and again, so many at a time. @returns how often a second it was done */
export async function repeat(
  seconds: number,
  task: () => Promise<unknown>,
  connections = CONNECTIONS,
): Promise<number> {
  const end = performance.now() + seconds * 1_000;
  const begun = performance.now();
  let done = 0;
  const work = async (): Promise<void> => {
    while (performance.now() < end) {
      await task();
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  return done / ((performance.now() - begun) / 1_000);
}
