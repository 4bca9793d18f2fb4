import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { listFolders, makeKustomization, manifestsDir, render } from './render';

/** Prints the kustomization that it is given, and where it is. */
const echo = [
  process.execPath,
  '-e',
  'const f = process.argv[1]; console.log(f); console.log(fs.readFileSync(f + "/kustomization.yaml", "utf8"))',
] as const;

describe('rendering', () => {
  it('knows the overlays and components by their folders', () => {
    expect(listFolders('overlays')).toEqual(['dev', 'dev-live', 'prod']);
    expect(listFolders('components')).toContain('observability');
  });

  it('writes a kustomization of an overlay alone', () => {
    expect(makeKustomization('../prod', [])).toContain('resources:\n  - ../prod\ncomponents: []\n');
  });

  it('names overlay and components by where they are, from a folder that is gone afterwards', () => {
    const [folder = '', ...lines] = render(echo, 'prod', ['keda', 'observability']).split('\n');
    const paths = lines.filter((line) => line.startsWith('  - ')).map((line) => join(folder, line.slice(4)));
    expect(paths).toEqual(
      ['overlays/prod', 'components/keda', 'components/observability'].map((path) =>
        join(manifestsDir, path),
      ),
    );
    expect(existsSync(folder)).toBe(false);
  });

  it('throws what the renderer says, and leaves nothing behind', () => {
    const failing = [
      process.execPath,
      '-e',
      'console.error("no such field in", process.argv[1]); process.exit(3)',
    ] as const;
    const outcome = (): string => render(failing, 'dev', ['live-reload']);
    expect(outcome).toThrow(/^dev with \[live-reload\] does not render:\nno such field in /);
    expect(() => render(['no-such-renderer'], 'dev')).toThrow('ENOENT');
  });

  it('is of an overlay that is there', () => {
    expect(() => render(echo, 'staging')).toThrow('staging');
  });
});
