import { loadCompiled } from '../../compiled.mjs';
import { assert } from '../common.mjs';
import { apply, get, kubectl, rolledOut, setting } from '../kubectl.mjs';

const SERVICE = 'tickets';
const SETTINGS = 'ticketing-settings';

/** Rolls one service out by its name as the guide to upgrading says, with settings that changed, and back again. */
export async function rollout({ say }) {
  const { findRenderer, render } = await loadCompiled('manifests/render.js');
  const { parseObjects } = await loadCompiled('manifests/check.js');
  const { serviceSelector } = await loadCompiled('manifests/selectable.js');
  const { image } = get('deployment', SERVICE).spec.template.spec.containers[0];
  const now = parseObjects(render(findRenderer(), 'dev'));
  // The image that is there: whoever deployed the system named it.
  for (const { kind, metadata, spec } of now)
    if (kind === 'Deployment' && metadata.name === SERVICE) spec.template.spec.containers[0].image = image;
  const { name } = now.find(
    (one) => one.kind === 'ConfigMap' && one.metadata.name.startsWith(SETTINGS),
  ).metadata;
  const changed = `${name}-next`;
  const next = JSON.parse(JSON.stringify(now).replaceAll(name, changed));
  next.find(({ metadata }) => metadata.name === changed).data.LOG_LEVEL = 'debug';

  const rollOut = async (release, level) => {
    apply(release, '-l', serviceSelector(SERVICE));
    await rolledOut(`deployment/${SERVICE}`, 180);
    const found = setting(SERVICE, 'LOG_LEVEL');
    assert(found === level, `${SERVICE} runs with LOG_LEVEL ${found}, not ${level}`);
    say(`${SERVICE} rolled out by its name, LOG_LEVEL ${level}`);
  };
  try {
    await rollOut(next, 'debug');
  } finally {
    await rollOut(now, 'info');
    kubectl('delete', 'configmap', changed, '--ignore-not-found');
  }
  return `${SERVICE} alone rolled out with changed settings, and back`;
}
