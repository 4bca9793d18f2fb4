import { EventEmitter } from 'node:events';
import { testLogger, waitFor } from '@ticketing/common/testing';
import type { NotificationChange } from '../notification/notification';
import { useFeatures } from '../testing/setup';
import { feedStatus, statusEntries } from './status-feed';

const features = useFeatures();
const change: NotificationChange = {
  id: 'n1',
  type: 'EMAIL',
  kind: 'direct',
  status: 'PROCESSED',
  version: 1,
  time: '2026-01-01T00:00:00.000Z',
  userId: 'u1',
  submitter: 'admin',
};

describe('the status of a requested notification', () => {
  it('is shown to whom it is for and to who asked, each once', () => {
    expect(statusEntries(change).map(({ scope }) => scope)).toEqual(['user:u1', 'user:admin']);
    expect(statusEntries({ ...change, submitter: 'u1' }).map(({ scope }) => scope)).toEqual(['user:u1']);
  });

  it('is not shown of what an event told, nor to nobody', () => {
    expect(statusEntries({ ...change, kind: 'order.placed' })).toEqual([]);
    const { id, type, kind, status, version, time } = change;
    expect(statusEntries({ id, type, kind, status, version, time })).toEqual([]);
  });

  it('is in the log once, however many replicas hear of it, until they stop', async () => {
    const emitter = new EventEmitter();
    const source = {
      onChanges: (listener: (changes: NotificationChange[]) => void) => {
        emitter.on('changes', listener);
        return () => void emitter.off('changes', listener);
      },
    };
    const stops = [1, 2].map(() => feedStatus(source, features.log, testLogger));
    emitter.emit('changes', [change]);
    emitter.emit('changes', [{ ...change, status: 'DEAD', version: 2 }]);
    await waitFor(async () => (await features.log.read({ after: 0 })).length === 4);
    stops.forEach((stop) => stop());
    expect(emitter.listenerCount('changes')).toBe(0);
    const shown = await features.log.read({ scopes: ['user:u1'], after: 0 });
    expect(shown.map(({ data }) => data)).toMatchObject([
      { id: 'n1', status: 'PROCESSED', version: 1 },
      { id: 'n1', status: 'DEAD', version: 2 },
    ]);
  });
});
