export { type BinaryName } from './servers/binaries';
export { mongoUrl, startMongod } from './servers/mongod';
export {
  type NatsStreamingOptions,
  type NatsStreamingServer,
  startNatsStreaming,
} from './servers/nats-streaming';
export { freePort } from './servers/ports';
export { startRedis } from './servers/redis';
export { resolveBinary } from './servers/resolve-binary';
export { type RunningServer, type ServerOptions } from './servers/server';
export { startStripeMock } from './servers/stripe-mock';
export { startToxiproxy } from './servers/toxiproxy';
