export { type Upstream } from './gateway/caddy-config';
export { ingressRoutes } from './gateway/ingress';
export { serviceHealth, startGateway } from './gateway/gateway';
export { type Inbox, startInbox } from './inbox/inbox';
export { type InboxMessage } from './inbox/message-store';
export { planFleet, prepareFleet, startFleet } from './local/fleet';
export { resolveLayout } from './local/layout';
export { type Replica } from './local/replica';
export { newAdmissionKey, newPrivateKey } from './local/secrets';
export { type LocalSystem, apiServices, databases, services } from './local/services';
export { readState, type SystemState } from './local/state';
export { superviseServers } from './local/supervise';
export { projectRoot } from './paths';
export { startChild, waitUntilReady } from './servers/child';
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
export { type ServiceProcess, startServiceProcess } from './servers/service-process';
export { type RunningServer, type ServerOptions } from './servers/server';
export { FakeStripe, sign } from './stripe/fake-stripe';
export { startStripeMock } from './servers/stripe-mock';
export { startToxiproxy } from './servers/toxiproxy';
