/** Where a form is sent, and what it may name there. */
export interface Place {
  /** Value of `Host`. */
  host: string;
  /** A path that the target answers. */
  path: string;
  /** A whole request for a path below it, which must never be taken for one: it stands within another. */
  inner: string;
  /** Lines that a write needs there, such as a type and a token. */
  headers: readonly string[];
}

/**
 * What has to become of it. `answered`: each request has its answer, and the connection serves the next one or says that it
 * closes. `refused`: one error at the most, the connection is closed, and no request was whole. `either` of both.
 */
export type Outcome = 'answered' | 'refused' | 'either';

/** One way to write HTTP, as bytes. */
export interface HttpForm {
  /** Unique within its kind. */
  name: string;
  outcome: Outcome;
  /**
   * The bytes, one for each character; of several parts, each is sent when an answer, interim ones included, has come
   * to those before.
   */
  send: (at: Place) => string | string[];
  /** How many requests it holds; 1 if not given. */
  requests?: number;
  /** The only body that the request may be taken to have; none if not given. */
  body?: (at: Place) => string;
  /** Whether the inner request is one of them: it stands behind the others, not within. */
  innerCounts?: boolean;
  /** The client sends nothing more: whoever waits for the rest learns that it won't come. */
  ends?: boolean;
}

/** Forms that try one rule of HTTP. */
export interface FormKind {
  name: string;
  /** RFC sections and public reports. */
  sources: readonly string[];
  forms: readonly HttpForm[];
}

/** A head: its lines, and the empty line behind them. */
export function head(...lines: string[]): string {
  return [...lines, '', ''].join('\r\n');
}

/** A body as one chunk, and the last chunk. */
export function chunked(body: string): string {
  return `${chunk(body)}0\r\n\r\n`;
}

/** One chunk. */
export function chunk(body: string): string {
  return `${body.length.toString(16)}\r\n${body}\r\n`;
}
