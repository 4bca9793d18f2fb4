import { join } from 'node:path';

const runService = jest.fn();
jest.mock('mongoose', () => {
  throw new Error('mongoose is loaded');
});
jest.mock('@ticketing/common/service', () => ({
  ...jest.requireActual<object>('@ticketing/common/service'),
  runService,
}));

describe('a service without a database', () => {
  beforeEach(() => runService.mockClear());

  it.each(['expiration/src/index.ts', 'web/src/server/index.ts'])('loads no Mongoose: %s', (entry) => {
    jest.isolateModules(() => jest.requireActual<object>(join(__dirname, '../../..', entry)));
    expect(runService).toHaveBeenCalled();
  });
});
