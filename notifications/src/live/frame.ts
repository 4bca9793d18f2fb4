/** One thing told to a client, the same over either transport. */
export interface Frame {
  /** Id to go on from after a cut; absent for what is only true now. */
  id?: number;
  event: string;
  data: object;
}

/** A way to a client, with a bounded buffer. */
export interface Transport {
  /** Sends, or buffers what the client hasn't taken yet. */
  send(frame: Frame): void;
  /** Lets the client know that the connection lives, and moves its cursor to `id`. */
  keepalive(id: number): void;
  /** Bytes sent that the client hasn't taken yet. */
  readonly waiting: number;
  /** True while the client takes less than is sent. */
  readonly congested: boolean;
  /** Resolves when the client has caught up with what was sent, or is gone. */
  drained(): Promise<void>;
  /** Ends in order, telling how long to wait before coming back. */
  end(reason: string, retryMs: number): void;
  /** Cuts the connection. */
  cut(reason: string): void;
}
