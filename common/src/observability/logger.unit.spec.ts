import { runWithCorrelation } from './correlation';
import { createLogger } from './logger';

function capture(level?: string) {
  const lines: string[] = [];
  const logger = createLogger('tickets', level, { write: (line: string) => void lines.push(line) });
  return { logger, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

describe('a logger', () => {
  it('writes JSON with the service and the correlation id', () => {
    const { logger, last } = capture();
    runWithCorrelation('cause-1', () => logger.info({ a: 1 }, 'hello'));
    expect(last()).toMatchObject({
      service: 'tickets',
      level: 'info',
      msg: 'hello',
      a: 1,
      correlationId: 'cause-1',
    });
    logger.info('outside of a request');
    expect(last()).not.toHaveProperty('correlationId');
  });

  it('never writes a password, cookie or token', () => {
    const { logger, lines } = capture();
    const secret = 'open sesame';
    logger.info({ password: secret, token: secret, cookie: secret, authorization: secret, jwt: secret });
    logger.info({ body: { password: secret, token: secret, accessToken: secret } });
    logger.info({
      headers: { cookie: secret, authorization: secret, 'set-cookie': secret, 'x-access-token': secret },
    });
    logger.info({ req: { headers: { cookie: secret, authorization: secret }, body: { password: secret } } });
    expect(lines).toHaveLength(4);
    expect(lines.join()).not.toContain(secret);
  });

  it('says what its level asks for', () => {
    const { logger, lines } = capture('warn');
    logger.info('less');
    logger.warn('more');
    expect(lines).toHaveLength(1);
  });

  it('writes to stdout unless told otherwise', () => {
    expect(createLogger('tickets', 'silent').isLevelEnabled('fatal')).toBe(false);
  });
});
