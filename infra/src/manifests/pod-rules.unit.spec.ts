import type { ManifestObject } from './objects';
import { ticketsPods } from './testing/base-objects';
import { faultsAfter } from './testing/faults';

describe('restricted', () => {
  it.each<[string, (objects: ManifestObject[]) => void, string]>([
    [
      'runs as root',
      (objects) =>
        (ticketsPods(objects).pod.securityContext = { seccompProfile: { type: 'RuntimeDefault' } }),
      'Deployment tickets may run as root',
    ],
    [
      'has no seccomp profile',
      (objects) => (ticketsPods(objects).pod.securityContext = { runAsNonRoot: true }),
      'Deployment tickets has no seccomp profile',
    ],
    [
      'is given a token',
      (objects) => delete ticketsPods(objects).pod.automountServiceAccountToken,
      'Deployment tickets is given a token of the API server',
    ],
    [
      'may gain privileges',
      (objects) => delete ticketsPods(objects).container.securityContext?.allowPrivilegeEscalation,
      'Deployment tickets/tickets may gain privileges',
    ],
    [
      'keeps capabilities',
      (objects) => delete ticketsPods(objects).container.securityContext?.capabilities,
      'Deployment tickets/tickets keeps capabilities',
    ],
    [
      'can write its files',
      (objects) => delete ticketsPods(objects).container.securityContext?.readOnlyRootFilesystem,
      'Deployment tickets/tickets can write its files',
    ],
  ])('finds a pod that %s', (_title, change, fault) => {
    expect(faultsAfter('restricted', change)).toEqual([fault]);
  });

  it('lets images write that follow changes of the sources, and nothing more', () => {
    const change = (objects: ManifestObject[]): void => {
      ticketsPods(objects).container.securityContext = {};
    };
    expect(faultsAfter('restricted', change, true)).toEqual([
      'Deployment tickets/tickets may gain privileges',
      'Deployment tickets/tickets keeps capabilities',
    ]);
  });

  it('looks at init containers too', () => {
    const change = (objects: ManifestObject[]): void => {
      const { pod, container } = ticketsPods(objects);
      pod.initContainers = [{ ...container, name: 'first', securityContext: {} }];
    };
    expect(faultsAfter('restricted', change)).toHaveLength(3);
  });
});

describe('bounded', () => {
  it.each(['ticketing/tickets', 'ticketing/tickets:latest'])('finds the image %s', (image) => {
    expect(faultsAfter('bounded', (objects) => (ticketsPods(objects).container.image = image))).toEqual([
      `Deployment tickets/tickets: which ${image}?`,
    ]);
  });

  it('finds a container without requests and limits', () => {
    expect(faultsAfter('bounded', (objects) => delete ticketsPods(objects).container.resources)).toEqual([
      'Deployment tickets/tickets requests nothing',
      'Deployment tickets/tickets has no memory limit',
    ]);
  });
});

describe('drains', () => {
  it.each(['startupProbe', 'livenessProbe', 'readinessProbe'] as const)('finds a missing %s', (probe) => {
    expect(faultsAfter('drains', (objects) => delete ticketsPods(objects).container[probe])).toEqual([
      'Deployment tickets lacks a probe',
    ]);
  });

  it('finds a grace period that the drain does not fit into', () => {
    const change = (seconds: number) => (objects: ManifestObject[]) =>
      (ticketsPods(objects).pod.terminationGracePeriodSeconds = seconds);
    expect(faultsAfter('drains', change(52))).toEqual(['Deployment tickets needs 53 s to stop']);
    expect(faultsAfter('drains', change(53))).toEqual([]);
  });

  it('finds a pod that stops at once, before proxies have heard of it', () => {
    expect(faultsAfter('drains', (objects) => delete ticketsPods(objects).container.lifecycle)).toHaveLength(
      1,
    );
  });

  it('finds a drain that is over before proxies have heard of it', () => {
    const change = (objects: ManifestObject[]): void => {
      Object.assign(ticketsPods(objects).container.readinessProbe ?? {}, { periodSeconds: 5 });
    };
    expect(faultsAfter('drains', change)).toEqual([
      "Deployment tickets drains for less than the 12 s until proxies know that it isn't ready",
    ]);
  });

  it('finds a probe of another path', () => {
    const change = (objects: ManifestObject[]): void => {
      Object.assign(ticketsPods(objects).container.readinessProbe ?? {}, { httpGet: { path: '/livez' } });
    };
    expect(faultsAfter('drains', change)).toEqual([
      'Deployment tickets is probed elsewhere than at /livez and /readyz',
    ]);
  });

  it('finds a client of the broker that shares its id with other pods', () => {
    const change = (objects: ManifestObject[]): void => {
      const { container } = ticketsPods(objects);
      container.env = [{ name: 'NATS_CLIENT_ID', value: 'tickets' }];
    };
    expect(faultsAfter('drains', change)).toEqual(['Deployment tickets has no NATS_CLIENT_ID of its own']);
  });
});
