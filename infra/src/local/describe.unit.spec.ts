import { describeSystem } from './describe';
import { restartPause } from './replica';
import type { RunningSystem } from './system';
import { table } from './table';

describe('a table', () => {
  it('aligns its columns', () => {
    expect(
      table([
        ['A', 'B'],
        ['long', 'x'],
        ['', 'y'],
      ]),
    ).toEqual(['A     B', 'long  x', '      y']);
  });
});

describe('what is printed of a running system', () => {
  const system = (internal: string) =>
    ({
      state: {
        baseUrl: 'http://localhost:8080',
        inboxUrl: 'http://127.0.0.1:9',
        internalNotificationsUrl: internal,
        expirationWindowSeconds: 900,
        services: [
          { service: 'auth', replica: 1, pid: 7, url: 'http://127.0.0.1:1', logFile: '/l/auth-1.log' },
        ],
        servers: [{ name: 'mongod', pid: null, url: 'mongodb://x', logFile: '/l/mongod.log' }],
      },
      secrets: { adminEmail: 'admin@example.com', adminPassword: 'pw' },
      layout: { secrets: '/l/secrets.json' },
      absent: ['web'],
    }) as unknown as RunningSystem;
  const describeLines = (internal: string): string[] =>
    describeSystem(system(internal), (file) => file.replace('/l/', ''));

  it('ends with the address', () => {
    expect(describeLines('http://127.0.0.1:8020').at(-1)).toBe('http://localhost:8080');
  });

  it('names each process, its log, the admin and what is missing', () => {
    const text = describeLines('http://127.0.0.1:8020').join('\n');
    expect(text).toMatch(/auth-1 +7 +http:\/\/127\.0\.0\.1:1 +auth-1\.log/);
    expect(text).toMatch(/mongod +- /);
    expect(text).toContain('Admin: admin@example.com / pw (kept in secrets.json)');
    expect(text).toContain('Not here: web');
  });

  it('says so when the internal port is not the usual one', () => {
    expect(describeLines('http://127.0.0.1:8020').join('\n')).not.toContain('in use');
    expect(describeLines('http://127.0.0.1:4711').join('\n')).toContain(
      'http://127.0.0.1:4711 (8020 is in use)',
    );
  });
});

describe('the pause before a restart', () => {
  it('doubles from half a second to half a minute', () => {
    expect([1, 2, 3, 6, 7, 20].map(restartPause)).toEqual([500, 1000, 2000, 16_000, 30_000, 30_000]);
  });
});
