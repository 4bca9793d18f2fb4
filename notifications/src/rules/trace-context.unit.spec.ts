import {
  correlationId,
  inSpan,
  runWithCorrelation,
  startTracing,
  type StopTracing,
  traceparent,
} from '@ticketing/common/observability';
import { testLogger } from '@ticketing/common/testing';
import mongoose from 'mongoose';
import { AudienceReader } from '../broadcasts/audience';
import { BroadcastRunner } from '../broadcasts/broadcast-runner';
import { BroadcastStore } from '../broadcasts/broadcast-store';
import { Broadcasts } from '../broadcasts/broadcasts';
import { facts } from '../testing/facts';
import { useFeatures } from '../testing/setup';
import type { Notifier } from './notifier';
import { OrderCreatedListener, OrderUpdatedListener } from './orders';
import { Reminders } from './reminders';
import { TicketCreatedListener } from './tickets';

const features = useFeatures();
const readTraceId = (trace: string | undefined) => trace?.split('-')[1];

let stop: StopTracing;
beforeAll(async () => {
  // Traces are made, and none is sent.
  process.env['OTEL_TRACES_SAMPLER'] = 'always_off';
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = 'http://127.0.0.1:1';
  stop = await startTracing('spec');
});
afterAll(() => stop());

/** Asks for something under this id; returns the trace that it is a part of. */
const asked = (id: string, ask: () => Promise<unknown>): Promise<string | undefined> =>
  runWithCorrelation(id, () =>
    inSpan('ask', {}, async () => {
      await ask();
      return readTraceId(traceparent());
    }),
  );
const ids: (string | undefined)[] = [];
const noting: Pick<Notifier, 'notify'> = {
  notify: (...args) => {
    ids.push(correlationId());
    return features.notifier.notify(...args);
  },
};
const readTraces = async (kind: string) => {
  const rows = (await features.notifications()).filter((row) => row.kind === kind);
  return new Set(rows.map((row) => readTraceId(row.traceparent)));
};
beforeEach(() => ids.splice(0));

describe('a reminder', () => {
  const remind = (expiresAt: string) => {
    const now = () => new Date(Date.parse(expiresAt) - 1);
    return new Reminders({ ...features, notifier: noting as Notifier, logger: testLogger, now }).sweep();
  };
  const placed = async () => {
    const ticket = facts.ticket();
    await new TicketCreatedListener(features.messaging, features).deliver(ticket);
    return facts.order(ticket);
  };
  const by = (correlation: string, trace?: string) => ({
    meta: { id: correlation, time: new Date().toISOString(), correlationId: correlation, traceparent: trace },
  });

  it('is a part of what placed the order', async () => {
    const order = await placed();
    const trace = await asked('buying', () =>
      new OrderCreatedListener(features.messaging, features).deliver({
        ...order,
        ...by('buying', traceparent()),
      }),
    );
    expect(trace).toMatch(/^[0-9a-f]{32}$/);
    await remind(order.expiresAt);
    expect(ids).toEqual(['buying']);
    expect(await readTraces('order.expiring')).toEqual(new Set([trace]));
  });

  it('is a part of what moved its end', async () => {
    const order = await placed();
    await new OrderCreatedListener(features.messaging, features).deliver({ ...order, ...by('buying') });
    const expiresAt = new Date(Date.parse(order.expiresAt) + 60_000).toISOString();
    const trace = await asked('paying', () =>
      new OrderUpdatedListener(features.messaging, features).deliver({
        ...order,
        version: 1,
        expiresAt,
        ...by('paying', traceparent()),
      }),
    );
    await remind(expiresAt);
    expect(ids).toEqual(['paying']);
    expect(await readTraces('order.expiring')).toEqual(new Set([trace]));
  });

  it('of which nobody knows what planned it has a trail of its own', async () => {
    const order = await placed();
    await new OrderCreatedListener(features.messaging, features).deliver({ ...order, ...by('buying') });
    await features.readModels.orders.collection.updateOne({ _id: order.id }, { $unset: { trail: '' } });
    await remind(order.expiresAt);
    expect(ids).toEqual([expect.any(String)]);
    expect(ids).not.toEqual(['buying']);
    expect([...(await readTraces('order.expiring'))]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  });
});

describe('a broadcast', () => {
  it('is a part of the request that asked for it, whoever carries it out', async () => {
    for (let nth = 0; nth < 3; nth += 1) await features.directory.apply(facts.user());
    const { connection } = mongoose;
    const store = new BroadcastStore(connection);
    const audience = new AudienceReader(connection, features.readModels);
    const notifier = noting as Notifier;
    const runner = new BroadcastRunner({ store, audience, notifier, logger: testLogger, batch: 2 });
    const broadcasts = new Broadcasts({ outbox: features.outbox, store, audience, runner });
    const trace = await asked('announcing', () =>
      broadcasts.begin({ message: 'We move', audience: 'all', by: facts.id() }),
    );
    await runner.sweep();
    expect(ids).toEqual(['announcing', 'announcing']);
    expect(await readTraces('broadcast')).toEqual(new Set([trace]));
  });
});
