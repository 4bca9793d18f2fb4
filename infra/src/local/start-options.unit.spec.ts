import { parseOptions } from '../../scripts/start-options.cjs';

const known = ['auth', 'tickets', 'orders'];
const parse = (line: string) => parseOptions(line.split(' ').filter(Boolean), known);

describe('the options of npm start', () => {
  it('are usual ones when none is given', () => {
    expect(parse('')).toEqual({ host: '127.0.0.1', port: 8080, reset: false, replicas: {} });
  });

  it('are read, with a space or an equals sign', () => {
    expect(parse('--port 0 --host=0.0.0.0 --reset --data=/tmp/x --replicas tickets=2,orders=3')).toEqual({
      host: '0.0.0.0',
      port: 0,
      dataDir: '/tmp/x',
      reset: true,
      replicas: { tickets: 2, orders: 3 },
    });
    expect(parse('--replicas=tickets=2').replicas).toEqual({ tickets: 2 });
    expect(parse('--demo-data').demoData).toBe(true);
    expect(parse('--services auth,tickets').services).toEqual(['auth', 'tickets']);
  });

  it.each([
    ['--port', 'argument missing'],
    ['--port --reset', 'argument is ambiguous'],
    ['--port http', '--port needs a whole number from 0 to 65535, not "http"'],
    ['--port 65536', '--port needs a whole number from 0 to 65535, not "65536"'],
    ['--replicas billing=2', '--replicas: there is no service "billing"; there are auth, tickets, orders'],
    ['--replicas tickets', '--replicas tickets needs a whole number from 1 to 16, not ""'],
    ['--replicas tickets=0', '--replicas tickets needs a whole number from 1 to 16, not "0"'],
    ['--replicas tickets=17', '--replicas tickets needs a whole number from 1 to 16, not "17"'],
    ['--services web', '--services: there is no service "web"; there are auth, tickets, orders'],
    ['--turbo', "Unknown option '--turbo'"],
    ['8080', "Unexpected argument '8080'"],
  ])('say what is wrong with %s', (line, message) => {
    expect(() => parse(line)).toThrow(message);
  });
});
