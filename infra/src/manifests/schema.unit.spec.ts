import type { ManifestObject } from './objects';
import { schemaFaults } from './schema';
import { baseObjects, find, ticketsPods } from './testing/base-objects';

describe('the schemas', () => {
  it('know every object of the base, with nothing wrong', async () => {
    const objects = baseObjects();
    expect(objects.length).toBeGreaterThan(40);
    for (const object of objects) expect(await schemaFaults(object)).toEqual([]);
  });

  it('find a field of the wrong type', async () => {
    const objects = baseObjects();
    Object.assign(ticketsPods(objects).pod, { terminationGracePeriodSeconds: '45 seconds' });
    const faults = await schemaFaults(find(objects, 'Deployment', 'tickets'));
    expect(faults.join()).toMatch(/terminationGracePeriodSeconds.*integer/);
  });

  it('find a missing field', async () => {
    const objects = baseObjects();
    delete (find(objects, 'Deployment', 'tickets').spec as { template?: unknown }).template;
    expect((await schemaFaults(find(objects, 'Deployment', 'tickets'))).join()).toContain('template');
  });

  it('find a misspelt field, however deep, that a server would drop', async () => {
    const objects = baseObjects();
    Object.assign(ticketsPods(objects).container.resources ?? {}, { limit: { memory: '1Gi' } });
    expect(await schemaFaults(find(objects, 'Deployment', 'tickets'))).toEqual([
      '/spec/template/spec/containers/0/resources/limit is no field of it',
    ]);
  });

  it('leave free-form fields alone', async () => {
    const object: ManifestObject = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'any', labels: { 'a.b/c': 'd' } },
      data: { WHATEVER: 'it is' },
    };
    expect(await schemaFaults(object)).toEqual([]);
  });

  it.each(['example.com/v1', 'v9'])('are not there for %s, and that is said', async (apiVersion) => {
    expect(await schemaFaults({ apiVersion, kind: 'Thing', metadata: { name: 'any' } })).toEqual([
      `no schema is known for ${apiVersion} Thing`,
    ]);
  });
});
