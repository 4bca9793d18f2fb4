import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { services } from '../local/services';
import { manifestsDir } from './render';
import { publishedBy } from './testing/published-by';

const conf = readFileSync(join(manifestsDir, 'base', 'nats.conf'), 'utf8');
const names = services.filter(({ needs }) => needs.includes('nats')).map(({ name }) => name);

describe('the accounts of the broker', () => {
  it('are those of the services, and the broker’s own', () => {
    expect([...conf.matchAll(/user: (\w+)/g)].map(([, name]) => name)).toEqual(['broker', ...names]);
  });

  it.each(names)('let %s publish what it has publishers for', (name) => {
    const account = conf.slice(conf.indexOf(`user: ${name},`)).split('allow_responses')[0] ?? '';
    const allowed = [...account.matchAll(/_STAN\.pub\.\*\.([\w:-]+)/g)].map(([, subject]) => subject);
    expect(allowed.sort()).toEqual(publishedBy(name).sort());
    expect(account).toContain(`"_INBOX.${name}.>"`);
  });
});
