import type { SystemState } from '../local/state';
import { describeEvent } from './describe-event';
import { findTarget } from './options';
import { errorText } from './person';
import { clockTime } from './shop';
import { until } from './wait';

describe('what the demo talks to', () => {
  const state = {
    baseUrl: 'http://localhost:8080',
    natsUrl: 'nats://127.0.0.1:1',
    natsClusterId: 'ticketing',
    expirationWindowSeconds: 20,
    services: [{ service: 'auth' }, { service: 'orders' }, { service: 'orders' }],
  } as SystemState;

  it('is the system that runs', () => {
    expect(findTarget([], () => state)).toEqual({
      url: 'http://localhost:8080',
      nats: { url: 'nats://127.0.0.1:1', clusterId: 'ticketing' },
      windowSeconds: 20,
      services: ['auth', 'orders'],
    });
  });

  it('is the one of another data folder', () => {
    const files: string[] = [];
    findTarget(['--data', '/x'], (file) => {
      files.push(file);
      return state;
    });
    expect(files).toEqual(['/x/run/state.json']);
  });

  it('is what was named, without events where no broker was', () => {
    expect(findTarget(['--url', 'http://ticketing.dev/'], () => state)).toEqual({
      url: 'http://ticketing.dev',
    });
    expect(findTarget(['--url', 'http://x', '--nats', 'nats://y'], () => state).nats).toEqual({
      url: 'nats://y',
      clusterId: 'ticketing',
    });
  });

  it('is missing when nothing runs', () => {
    expect(() => findTarget([], () => undefined)).toThrow('npm start');
  });

  it('is not guessed from an unknown flag', () => {
    expect(() => findTarget(['--uri', 'x'], () => state)).toThrow('--uri');
  });
});

describe('an event in a line', () => {
  const now = new Date('2030-01-02T03:04:05.678Z');

  it('shows what tells the story, ids shortened', () => {
    const data = {
      id: '656565656565656565abcdef',
      version: 0,
      status: 'created',
      userId: 'hidden',
      ticket: { id: '656565656565656565123456', price: 15 },
    };
    expect(describeEvent('order:created', data, now)).toBe(
      '03:04:05.678  order:created           …abcdef  version=0  status=created  ticket=…123456',
    );
  });

  it('leaves out what is not there', () => {
    expect(describeEvent('expiration:complete', { orderId: '656565abcdef', extra: null }, now)).toBe(
      '03:04:05.678  expiration:complete     orderId=…abcdef',
    );
  });
});

describe('the time on a venue’s clocks', () => {
  it.each([
    ['2030-01-15T12:00:00Z', 20, 'Europe/Berlin', '2030-01-15T19:00:00.000Z'],
    ['2030-07-15T12:00:00Z', 20, 'Europe/Berlin', '2030-07-15T18:00:00.000Z'],
    ['2030-07-15T12:00:00Z', 18, 'America/New_York', '2030-07-15T22:00:00.000Z'],
    ['2030-12-15T12:00:00Z', 19, 'Europe/London', '2030-12-15T19:00:00.000Z'],
  ])('%s at %d o’clock in %s is %s', (day, hour, timeZone, instant) => {
    expect(clockTime(new Date(day), hour, timeZone).toISOString()).toBe(instant);
  });
});

describe('waiting', () => {
  it('ends with what was found', async () => {
    let looks = 0;
    const found = await until('it', 5, () => Promise.resolve((looks += 1) < 3 ? undefined : 'found'));
    expect(found).toBe('found');
  });

  it('gives up, naming what it waited for', async () => {
    await expect(until('the end', 0, () => Promise.resolve(undefined))).rejects.toThrow(
      'the end did not come about within 0 s',
    );
  });
});

describe('the message of an error', () => {
  it('is the first one, if any', () => {
    expect(errorText({ status: 400, body: { errors: [{ message: 'Reserved' }] } })).toBe('Reserved');
    expect(errorText({ status: 502, body: {} })).toBe('no message');
  });
});
