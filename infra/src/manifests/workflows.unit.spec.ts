import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../paths';

const folder = join(projectRoot, '.github', 'workflows');
const uses = readdirSync(folder).flatMap((file) =>
  [...readFileSync(join(folder, file), 'utf8').matchAll(/uses: (\S+)(?: # v(\d+)\S*)?$/gm)].map(
    ([, action = '', major]) => ({ file, action, major: Number(major) }),
  ),
);

/** The first major of each action that runs on a Node which the hosted runners still have. */
const FIRST_SUPPORTED: Record<string, number> = {
  'actions/checkout': 5,
  'actions/setup-node': 5,
  'actions/cache': 5,
  'actions/upload-artifact': 6,
  'actions/attest-build-provenance': 4,
  'docker/setup-qemu-action': 4,
  'docker/setup-buildx-action': 4,
  'docker/login-action': 4,
  'docker/build-push-action': 7,
  'sigstore/cosign-installer': 4,
};

describe('actions of the workflows', () => {
  it.each(uses)(
    '$action in $file is pinned by commit, of a generation that still starts',
    ({ action, major }) => {
      const [name = '', commit] = action.split('@');
      expect(commit).toMatch(/^[0-9a-f]{40}$/);
      expect(major).toBeGreaterThanOrEqual(FIRST_SUPPORTED[name] ?? Infinity);
    },
  );

  it('are kept current', () => {
    const { updates } = parse(readFileSync(join(folder, '..', 'dependabot.yml'), 'utf8')) as {
      updates: { 'package-ecosystem': string }[];
    };
    expect(updates.map((update) => update['package-ecosystem'])).toEqual(
      expect.arrayContaining(['github-actions', 'npm', 'docker']),
    );
  });
});
