import { createRequire } from 'node:module';
import type { EventEmitter } from 'node:events';

/** A connection of MongoDB's driver 7, as far as it is needed here. */
interface DriverConnection extends EventEmitter {
  readonly closed: boolean;
  /** Why it was closed. */
  readonly error: Error | null;
  writeCommand: (this: DriverConnection, command: unknown, options: unknown) => Promise<void>;
}

const changed = new WeakSet<object>();

/**
 * Lets a command fail whose connection closes while it is written. The driver alone waits without end then, for a socket
 * that is gone to drain: whatever waits for such an operation, a consumer or the outbox, would stand still until its
 * process ends. What fails is a network error, which the driver tries again as any other. Once per process is enough;
 * more does nothing.
 *
 * Source: `Connection.writeCommand` of https://github.com/mongodb/node-mongodb-native/blob/main/src/cmap/connection.ts
 */
export function failOnClosedConnections(): void {
  const { prototype } = driverConnection();
  if (changed.has(prototype)) return;
  changed.add(prototype);
  const write = prototype.writeCommand;
  prototype.writeCommand = async function (command, options) {
    let onClose!: () => void;
    const closed = new Promise<never>((_, reject) => {
      onClose = () => reject(this.error ?? new Error('the connection is closed'));
      this.once('close', onClose);
      if (this.closed) onClose();
    });
    try {
      await Promise.race([write.call(this, command, options), closed]);
    } finally {
      this.off('close', onClose);
    }
  };
}

/** The class that the driver of Mongoose makes its connections of; it is not among what the driver exports. */
function driverConnection(): { prototype: DriverConnection } {
  const ofMongoose = createRequire(require.resolve('mongoose'));
  const { Connection } = ofMongoose('mongodb/lib/cmap/connection') as {
    Connection: { prototype: DriverConnection };
  };
  return Connection;
}
