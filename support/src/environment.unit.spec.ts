import { EnvironmentError, loadEnvironment } from '@ticketing/common/service';
import { environment } from './environment';

const complete = {
  MONGO_URI: 'mongodb://mongo.example/support',
  NATS_URL: 'nats://nats.example:4222',
  NATS_CLUSTER_ID: 'ticketing',
  NATS_CLIENT_ID: 'support-1',
  JWT_KEY: 'a key',
};

it('needs database, broker and key, and has defaults for the rest', () => {
  expect(loadEnvironment(environment, complete)).toMatchObject({ ASSIGNMENT_INTERVAL_SECONDS: 5 });
  expect(loadEnvironment(environment, complete).MAX_OPEN_TICKETS_PER_ENGINEER).toBeUndefined();
});

it('tells of all faults at once', () => {
  const wrong = { MAX_OPEN_TICKETS_PER_ENGINEER: '0', ASSIGNMENT_INTERVAL_SECONDS: 'soon' };
  try {
    loadEnvironment(environment, wrong);
    throw new Error('not refused');
  } catch (error) {
    expect(error).toBeInstanceOf(EnvironmentError);
    expect((error as EnvironmentError).faults.map((fault) => fault.split(':')[0]).sort()).toEqual([
      'ASSIGNMENT_INTERVAL_SECONDS',
      'JWT_KEY',
      'MAX_OPEN_TICKETS_PER_ENGINEER',
      'MONGO_URI',
      'NATS_CLIENT_ID',
      'NATS_CLUSTER_ID',
      'NATS_URL',
    ]);
  }
});
