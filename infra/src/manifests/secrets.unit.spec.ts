import { spawnSync } from 'node:child_process';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { projectRoot } from '../paths';
import { options } from './testing/base-objects';

interface SecretList {
  items: {
    kind: string;
    metadata: { name: string; namespace: string };
    stringData: Record<string, string>;
  }[];
}

/** What `npm run k8s:secrets -- --print` prints; it asks no cluster. */
function print(env: Record<string, string> = {}, ...args: string[]): SecretList['items'] {
  const script = join(projectRoot, 'infra', 'scripts', 'k8s-secrets.mjs');
  const { stdout } = spawnSync(process.execPath, [script, '--print', ...args], { env, encoding: 'utf8' });
  return (JSON.parse(stdout) as SecretList).items;
}
const byName = (items: SecretList['items']): Record<string, Record<string, string>> =>
  Object.fromEntries(items.map(({ metadata, stringData }) => [metadata.name, stringData]));

describe('secrets', () => {
  it('are those that the manifests refer to, with all keys', () => {
    const keys = Object.entries(byName(print())).map(([name, data]) => [name, Object.keys(data)]);
    expect(Object.fromEntries(keys)).toEqual(options.secrets);
  });

  it('are new each time, and long enough', () => {
    const [one, other] = [byName(print()), byName(print())];
    expect(one['mail-links']?.['key']).not.toBe(other['mail-links']?.['key']);
    expect(one['mail-links']?.['key']?.length).toBeGreaterThanOrEqual(32);
    // A member of MongoDB refuses a longer key file than 1024 characters, and one that isn't base64.
    expect(one['mongo-keyfile']?.['keyfile']).toMatch(/^[A-Za-z0-9+/=]{6,1024}$/);
  });

  it('have addresses with the password in them', () => {
    const made = byName(print());
    expect(new URL(made['mongo-orders']?.['uri'] ?? '')).toMatchObject({
      username: 'orders',
      password: made['mongo-orders']?.['password'],
      pathname: '/orders',
    });
    for (const [name, address] of [
      ['nats-orders', 'tls://orders:PASSWORD@nats:4222'],
      ['redis-expiration', 'rediss://expiration:PASSWORD@redis:6379/0'],
      ['redis-notifications', 'rediss://notifications:PASSWORD@redis:6379/1'],
    ] as const)
      expect(made[name]?.['url']).toBe(address.replace('PASSWORD', made[name]?.['password'] ?? ''));
  });

  it('let auth alone sign tokens, and the others check them', () => {
    const { 'jwt-private': signing, 'jwt-public': checking } = byName(print());
    expect(createPublicKey(signing?.['key'] ?? '').equals(createPublicKey(checking?.['keys'] ?? ''))).toBe(
      true,
    );
    expect(checking?.['keys']).not.toContain('PRIVATE');
  });

  it('have certificates that one authority signs, for the names that clients know the servers by', () => {
    const made = byName(print({}, '--namespace', 'staging', '--cluster-domain', 'example.org'));
    const authority = new X509Certificate(made['internal-ca']?.['ca.crt'] ?? '');
    for (const [server, file, name] of [
      ['mongo', 'tls.pem', 'mongo-2.mongo.staging.svc.example.org'],
      ['nats', 'tls.crt', 'nats'],
      ['redis', 'tls.crt', 'redis'],
    ] as const) {
      const certificate = new X509Certificate(made[`${server}-tls`]?.[file] ?? '');
      expect(certificate.verify(authority.publicKey)).toBe(true);
      expect(certificate.checkHost(name)).toBeDefined();
      expect(certificate.checkHost('example.com')).toBeUndefined();
      expect(certificate.ca).toBe(false);
    }
  });

  it('take over what the environment gives', () => {
    const { stripe, 'ticketing-admin': admin } = byName(
      print({ STRIPE_KEY: 'sk_live_1', STRIPE_WEBHOOK_SECRET: 'whsec_1', ADMIN_EMAIL: 'ada@example.com' }),
    );
    expect(stripe).toEqual({ key: 'sk_live_1', 'webhook-secret': 'whsec_1' });
    expect(admin?.['email']).toBe('ada@example.com');
    expect(admin?.['password']).toMatch(/^\S{20,}$/);
  });

  it('are of the namespace that is asked for', () => {
    const [first] = print({}, '--namespace', 'staging');
    expect(first).toMatchObject({ kind: 'Secret', metadata: { namespace: 'staging' } });
  });
});
