import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { services as registry } from '../local/services';
import { projectRoot } from '../paths';
import type { ManifestObject } from './objects';
import { serviceSelector } from './selectable';
import { find } from './testing/base-objects';
import { faultsAfter } from './testing/faults';

describe('a service rolled out by its name', () => {
  it('finds its settings among what the selector takes along', () => {
    expect(faultsAfter('selectable', (objects) => objects)).toEqual([]);
  });

  it.each([
    ['ConfigMap', 'ticketing-settings', registry.length],
    ['ConfigMap', 'notifications-settings', 1],
    ['ServiceAccount', 'tickets', 1],
  ])('misses a %s %s without the label', (kind, name, services) => {
    const change = (objects: ManifestObject[]): unknown => delete find(objects, kind, name).metadata.labels;
    const faults = faultsAfter('selectable', change);
    expect(faults).toHaveLength(services);
    for (const fault of faults) expect(fault).toContain(`rolled out by its name lacks ${kind} ${name}`);
  });

  it('is selected by what the guide to upgrading says', () => {
    const guide = readFileSync(join(projectRoot, 'docs', 'operations', 'upgrade.md'), 'utf8');
    expect(guide).toContain(`-l '${serviceSelector('<consumer>')}'`);
  });
});
