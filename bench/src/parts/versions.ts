import { execFile } from 'node:child_process';
import { cpus, totalmem } from 'node:os';
import { promisify } from 'node:util';
import { type BinaryName, resolveBinary } from '@ticketing/infra';

/** Where a run took place: what its figures can be compared with. */
export async function machine(): Promise<Record<string, unknown>> {
  const [mongod, nats, redis] = await Promise.all([
    readVersion('mongod'),
    readVersion('nats-streaming-server'),
    readVersion('redis-server'),
  ]);
  return {
    machine: {
      cores: cpus().length,
      model: cpus()[0]?.model.trim(),
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      system: `${process.platform} ${process.arch}`,
    },
    versions: { node: process.versions.node, mongod, 'nats-streaming-server': nats, 'redis-server': redis },
    at: new Date().toISOString(),
  };
}

async function readVersion(name: BinaryName): Promise<string | undefined> {
  const { stdout } = await promisify(execFile)(await resolveBinary(name), ['--version']);
  return /\d+\.\d+\.\d+/.exec(stdout)?.[0];
}
