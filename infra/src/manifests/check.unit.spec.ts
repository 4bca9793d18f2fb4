import { stringify } from 'yaml';
import { checkManifests, type CheckOptions } from './check';
import type { ManifestObject } from './objects';
import { baseObjects, find, options as ruleOptions, ticketsPods } from './testing/base-objects';

const yaml = (objects: ManifestObject[]): string => objects.map((object) => stringify(object)).join('---\n');

/** Checks renderings that are the base, each changed as given. */
async function check(
  change: (objects: ManifestObject[], title: string) => void,
  more: Partial<CheckOptions> = {},
): Promise<{ faults: string[]; said: string[] }> {
  const said: string[] = [];
  const faults = await checkManifests({
    overlays: ['dev', 'prod'],
    components: ['gateway-api'],
    render: (overlay, components) => {
      const objects = baseObjects();
      change(objects, [overlay, ...components].join('+'));
      return yaml(objects);
    },
    secrets: ruleOptions.secrets,
    code: '',
    guide: '',
    say: (line) => said.push(line),
    ...more,
  });
  return { faults, said };
}

const monitored = (objects: ManifestObject[]): void => {
  objects.push(
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: 'ticketing' },
      spec: {
        groups: [{ name: 'all', rules: [{ alert: 'Stuck', expr: 'max(outbox_age_seconds{job="a"}) > 60' }] }],
      },
    },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'dashboard', labels: { grafana_dashboard: '1' } },
      data: {
        'one.json': JSON.stringify({
          panels: [{ title: 'Rate', targets: [{ expr: 'rate(http_seconds_count{}[5m])' }] }],
        }),
      },
    },
  );
};

describe('a check of all renderings', () => {
  it('finds nothing wrong with what is well', async () => {
    const { faults, said } = await check(() => undefined);
    expect(faults).toEqual([]);
    expect(said).toEqual(
      ['dev', 'prod', 'prod + gateway-api'].map((title) => expect.stringContaining(`ok     ${title}:`)),
    );
  });

  it('tells which rendering is wrong, and how, by the schemas and by the rules', async () => {
    const { faults, said } = await check((objects, title) => {
      if (title !== 'prod') return;
      Object.assign(ticketsPods(objects).pod, { nodeSelecter: { disk: 'fast' } });
      delete ticketsPods(objects).container.resources?.limits;
    });
    expect(faults).toEqual([
      'prod: Deployment tickets: /spec/template/spec/nodeSelecter is no field of it',
      'prod: Deployment tickets/tickets has no memory limit',
    ]);
    expect(said[1]).toMatch(/^FAULTY prod:/);
  });

  it('goes on with the others when one does not render', async () => {
    const { faults, said } = await check((_objects, title) => {
      if (title === 'dev') throw new Error('no such patch target');
    });
    expect(faults).toEqual(['dev: no such patch target']);
    expect(said).toHaveLength(3);
  });

  it('finds a Gateway that has other routes than the Ingress', async () => {
    const { faults } = await check((objects, title) => {
      if (title !== 'prod+gateway-api') return;
      (
        find(objects, 'Ingress', 'ticketing').spec as { rules: { http: { paths: unknown[] } }[] }
      ).rules[0]?.http.paths.pop();
    });
    expect(faults).toEqual(['the HTTPRoute and the Ingress have different routes']);
  });

  it('asks the API server where it is told to', async () => {
    const { faults } = await check(() => undefined, {
      components: [],
      askServer: (text) => (text.includes('kind: Ingress') ? ['the webhook refuses it'] : []),
    });
    expect(faults).toEqual(['dev: the webhook refuses it', 'prod: the webhook refuses it']);
  });
});

describe('alerts and dashboards', () => {
  const given = {
    components: ['observability'],
    code: "gauge('outbox_age_seconds') histogram('http_seconds')",
    guide: '## Stuck\n',
  };

  it('are well when services have their metrics and the guide explains them', async () => {
    expect((await check(monitored, given)).faults).toEqual([]);
  });

  it('are missed', async () => {
    expect((await check(() => undefined, given)).faults).toEqual(['there are no alerts or no dashboard']);
  });

  it('ask for no metric that no service has', async () => {
    const { faults } = await check(monitored, { ...given, code: "gauge('outbox_age_second')" });
    expect(faults).toEqual([
      'Stuck: no service has the metric outbox_age_seconds',
      'Rate: no service has the metric http_seconds_count',
    ]);
  });

  it('are explained', async () => {
    const { faults } = await check(monitored, { ...given, guide: '## Other\n' });
    expect(faults).toEqual(['docs/operations/alerts.md lacks Stuck']);
  });
});
