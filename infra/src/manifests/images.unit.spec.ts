import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { services } from '../local/services';
import { projectRoot } from '../paths';
import { nodeArgs } from '../servers/service-process';

interface Artifact {
  image: string;
  docker: { target?: string; buildArgs: { SERVICE: string } };
  sync?: { manual: { src: string; dest: string }[] };
}
interface Skaffold {
  build: { artifacts: Artifact[] };
  profiles: { name: string; build: { artifacts?: Artifact[] } }[];
}

const read = (file: string): string => readFileSync(join(projectRoot, file), 'utf8');
const dockerfile = read('Dockerfile');
const skaffold = parse(read('skaffold.yaml')) as Skaffold;
const { workspaces } = JSON.parse(read('package.json')) as { workspaces: string[] };

/** What is built into an image: the services, and the stand-ins of development. */
const images = [...services.map(({ name }) => name), 'infra'].sort();
const findServices = (artifacts: Artifact[] = []): string[] =>
  artifacts.map(({ docker }) => docker.buildArgs.SERVICE).sort();
const live = skaffold.profiles.find(({ name }) => name === 'dev')?.build.artifacts ?? [];

describe('images', () => {
  it.each(workspaces)('install the packages of the workspace %s', (workspace) => {
    expect(dockerfile).toContain(`COPY ${workspace}/package.json ${workspace}/\n`);
  });

  it('are each built of what all share and the sources of one service, so that a change of one builds one', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
      .flatMap(([, sources = '']) => sources.split(' '))
      .filter((source) => !source.endsWith('package.json'));
    expect(copied.sort()).toEqual(
      ['${SERVICE}', '.npmrc', 'common', 'infra', 'package-lock.json', 'tsconfig.base.json'].sort(),
    );
  });

  it('leave out nothing that the sources of infra are compiled against', () => {
    const ignored = read('.dockerignore').split('\n');
    const scripts = readdirSync(join(projectRoot, 'infra', 'src'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.includes('.spec.'))
      .flatMap((file) => [...read(join('infra', 'src', file)).matchAll(/'\S*\/scripts\/([^'.]+)\.\w+'/g)])
      .map(([, name]) => `!infra/scripts/${name}.*`);
    expect(scripts).not.toHaveLength(0);
    expect(ignored).toEqual(expect.arrayContaining(scripts));
  });

  it('start a service as it is started everywhere', () => {
    const commands = [...dockerfile.matchAll(/^CMD (.+)$/gm)].map(([, command = '']): unknown =>
      JSON.parse(command),
    );
    expect(commands.at(-1)).toEqual(['node', ...nodeArgs, 'dist/index.js']);
  });

  it('are built by skaffold for every service, for production and to follow changes', () => {
    expect(findServices(skaffold.build.artifacts)).toEqual(images);
    expect(findServices(live)).toEqual(images);
    // Without a target it is the last stage.
    expect(new Set(skaffold.build.artifacts.map(({ docker }) => docker.target))).toEqual(
      new Set([undefined]),
    );
    expect(dockerfile.match(/^FROM .+$/gm)?.at(-1)).toBe('FROM ${NODE_IMAGE} AS production');
    expect(new Set(live.map(({ docker }) => docker.target))).toEqual(new Set(['dev']));
  });

  it.each(live)(
    'of $docker.buildArgs.SERVICE take its sources and the common ones as they change',
    (artifact) => {
      const { docker, sync } = artifact;
      const sources = sync?.manual.map(({ src }) => src) ?? [];
      expect(sources).toHaveLength(1);
      expect(sources[0]).toMatch(new RegExp(`^\\{common,${docker.buildArgs.SERVICE}\\}/src/\\*\\*/\\*\\.`));
    },
  );
});
