import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, FaultContext } from '../fault';
import type { Far } from '../system/links';

const CUT_SECONDS = 3;
const kinds: readonly Far[] = ['nats', 'mongo', 'redis', 'stripe', 'smtp', 'http'];

/** Injects a fault into the links to one kind of server after the other, each restored before the next. */
async function inTurn(
  context: FaultContext,
  what: string,
  injectInto: (far: Far) => Promise<void>,
): Promise<void> {
  const { links } = context.system.servers;
  for (const far of kinds) {
    await injectInto(far);
    context.injected(`${what} ${far}, ${links.to(far).length} links`);
    await sleep(CUT_SECONDS * 1_000);
    await links.restore();
  }
}

export const linkLatency: Fault = {
  name: 'link-latency',
  title: 'each link between services and servers answers 100 ms late, give or take 50',
  healsWithin: 20,
  async run({ system, injected }) {
    const { links } = system.servers;
    await links.addToxic(links.all, { type: 'latency', attributes: { latency: 50, jitter: 25 } });
    injected(`${links.all.length} links are slow`);
    await sleep(CUT_SECONDS * 2_000);
    await links.restore();
  },
};

export const linkCut: Fault = {
  name: 'link-cut',
  title: 'the links to one server after the other are cut: connections are closed and refused',
  healsWithin: 25,
  run: (context) =>
    inTurn(context, 'cut from', (far) => {
      const { links } = context.system.servers;
      return links.cut(links.to(far));
    }),
};

export const linkSilence: Fault = {
  name: 'link-silence',
  title: 'the links to one server after the other carry nothing, and nobody is told',
  healsWithin: 30,
  run: (context) =>
    inTurn(context, 'no word from', (far) => {
      const { links } = context.system.servers;
      return links.addToxic(links.to(far), { type: 'timeout', attributes: { timeout: 0 } });
    }),
};

export const linkSlowClose: Fault = {
  name: 'link-slow-close',
  title: 'connections are reset, and those that are closed take a second to be',
  healsWithin: 25,
  async run(context) {
    const { links } = context.system.servers;
    await links.addToxic(links.all, { type: 'slow_close', attributes: { delay: 1_000 } });
    context.injected(`${links.all.length} links close slowly`);
    for (const far of kinds) {
      await links.addToxic(links.to(far), { type: 'reset_peer', attributes: { timeout: 200 } });
      context.injected(`reset by ${far}`);
    }
    await sleep(CUT_SECONDS * 1_000);
    await links.restore();
  },
};
