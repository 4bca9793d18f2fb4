import { counter, gauge, histogram } from './metrics';
import { readFigures } from './figures';

describe('the figures of a process', () => {
  it('are sums of its metrics, apart by what tells them apart, and leave out what it has not', async () => {
    const seconds = histogram(
      'http_request_duration_seconds',
      'Requests',
      ['method', 'route', 'status'],
      [0.1, 1],
    );
    seconds.observe({ method: 'POST', route: '/api/orders', status: '201' }, 0.05);
    seconds.observe({ method: 'POST', route: '/api/orders', status: '503' }, 0.5);
    seconds.observe({ method: 'GET', route: '/api/orders', status: '200' }, 0.05);
    const handled = counter('events_handled_total', 'Events', ['subject', 'outcome']);
    handled.inc({ subject: 'a', outcome: 'applied' }, 2);
    handled.inc({ subject: 'b', outcome: 'applied' });
    handled.inc({ subject: 'b', outcome: 'parked' });
    gauge('payments_open', 'Open', ['status']).set({ status: 'created' }, 4);

    expect(await readFigures()).toEqual({
      requests: 3,
      failures: 1,
      sales: 1,
      durations: { '0.1': 2, '1': 3, '+Inf': 3 },
      events: { applied: 3, parked: 1 },
      paymentsOpen: { created: 4 },
    });
  });
});
