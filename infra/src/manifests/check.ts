import { parseAllDocuments } from 'yaml';
import { type MonitoringSources, monitoringFaults } from './monitoring';
import type { ManifestObject } from './objects';
import { listRoutes } from './routes';
import type { RuleOptions } from './rule';
import { rules } from './rules';
import { schemaFaults } from './schema';

export interface CheckOptions extends MonitoringSources {
  overlays: readonly string[];
  components: readonly string[];
  /** The manifests of an overlay with components. @throws Error when they can't be rendered */
  render: (overlay: string, components: readonly string[]) => string;
  secrets: RuleOptions['secrets'];
  /** What the API server says is wrong, as lines. */
  askServer?: (manifests: string) => string[];
  say: (line: string) => void;
}

/** Images of this component compile what is synced into them. */
const LIVE_RELOAD = 'live-reload';

/**
 * Renders and checks every overlay, and each component on top of production (live reload on top of dev).
 * @returns what is wrong, as lines; empty when nothing is
 */
export async function checkManifests(options: CheckOptions): Promise<string[]> {
  const faults: string[] = [];

  const check = async (overlay: string, components: string[]): Promise<ManifestObject[]> => {
    const title = [overlay, ...components].join(' + ');
    try {
      const text = options.render(overlay, components);
      const objects = parseObjects(text);
      const live = overlay === 'dev-live' || components.includes(LIVE_RELOAD);
      const found = [
        ...(await findFaults(objects, { live, secrets: options.secrets })),
        ...(options.askServer?.(text) ?? []),
      ];
      faults.push(...found.map((fault) => `${title}: ${fault}`));
      options.say(`${found.length === 0 ? 'ok    ' : 'FAULTY'} ${title}: ${objects.length} objects`);
      return objects;
    } catch (error) {
      faults.push(`${title}: ${(error as Error).message}`);
      options.say(`FAULTY ${title}`);
      return [];
    }
  };

  let ingress: string[] = [];
  for (const overlay of options.overlays) {
    const objects = await check(overlay, []);
    if (overlay === 'prod') ingress = listRoutes(objects);
  }
  for (const component of options.components) {
    const objects = await check(component === LIVE_RELOAD ? 'dev' : 'prod', [component]);
    if (component === 'observability') faults.push(...monitoringFaults(objects, options));
    if (component === 'gateway-api' && String(listRoutes(objects)) !== String(ingress))
      faults.push('the HTTPRoute and the Ingress have different routes');
  }
  return faults;
}

export const parseObjects = (text: string): ManifestObject[] =>
  parseAllDocuments(text)
    .map((document) => document.toJS() as ManifestObject | null)
    .filter((object) => object !== null);

/** What schemas and rules say is wrong with the objects of one rendering. */
export async function findFaults(
  objects: readonly ManifestObject[],
  options: RuleOptions,
): Promise<string[]> {
  const faults: string[] = [];
  for (const object of objects) {
    for (const fault of await schemaFaults(object))
      faults.push(`${object.kind} ${object.metadata.name}: ${fault}`);
  }
  for (const rule of Object.values(rules)) faults.push(...rule(objects, options));
  return faults;
}
