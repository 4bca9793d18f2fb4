import type { Duplex } from 'node:stream';

/**
 * Sends what is written to a connection in one turn of the event loop with one call of the system, in its order. The client
 * makes a call for each command.
 */
export function corkWrites(connection: Duplex): void {
  const write = connection.write.bind(connection) as (...args: unknown[]) => boolean;
  const corked = (...args: unknown[]): boolean => {
    if (connection.writableCorked === 0) {
      connection.cork();
      setImmediate(() => connection.uncork());
    }
    return write(...args);
  };
  connection.write = corked;
}
