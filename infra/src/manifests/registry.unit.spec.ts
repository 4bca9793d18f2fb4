import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { apiServices, databases, services } from '../local/services';
import { projectRoot } from '../paths';
import { baseObjects } from './testing/base-objects';

const names = services.map(({ name }) => name);
const listening = services.filter(({ needs }) => needs.includes('nats')).map(({ name }) => name);
const read = (file: string): string => readFileSync(join(projectRoot, file), 'utf8');

/** Five names with nothing but punctuation between them. */
const list = new RegExp(`(?:\\b(?:${names.join('|')})\\b['"\\s,]+){4}(?:${names.join('|')})\\b`);

const sources = execFileSync('git', ['ls-files', '*.ts', '*.tsx', '*.js', '*.mjs', '*.cjs', '*.yml'], {
  cwd: projectRoot,
  encoding: 'utf8',
})
  .trim()
  .split('\n');

/** Owners of aggregates, which tell them again. */
const owners = names.filter((name) => existsSync(join(projectRoot, name, 'src/replay.ts')));
/** Those that check sessions, and at last the one that signs them. */
const authLast = [...listening.filter((name) => name !== 'auth'), 'auth'];

/** What can't read the registry names every service once; what it asks for each. */
const places: [file: string, named: readonly string[], pattern: (name: string) => string][] = [
  ['package.json', names, (name) => `"${name}",\n`],
  ['tsconfig.json', names, (name) => `{ "path": "${name}`],
  [
    'skaffold.yaml',
    names,
    (name) => `{ image: ticketing/${name}, docker: { buildArgs: { SERVICE: ${name} } } }`,
  ],
  ['skaffold.yaml', names, (name) => `docker: { target: dev, buildArgs: { SERVICE: ${name} } }`],
  ['infra/k8s/base/kustomization.yaml', names, (name) => `  - ${name}\n`],
  ['infra/k8s/base/mongo-init.yaml', databases, (name) => `name: PASSWORD_${name.toUpperCase()}\n`],
  ['infra/k8s/base/nats.yaml', listening, (name) => `name: PASSWORD_${name.toUpperCase()}\n`],
  ['infra/k8s/base/ingress.yaml', names, (name) => `name: ${name}\n`],
  ['infra/k8s/components/gateway-api/http-route.yaml', names, (name) => `name: ${name}\n`],
  ['infra/k8s/components/autoscaling/hpa.yaml', names, (name) => `    name: ${name}\n`],
  ['infra/k8s/overlays/dev/kustomization.yaml', names, (name) => `ticketing/${name}\n`],
  ['infra/k8s/overlays/prod/kustomization.yaml', names, (name) => `ticketing/${name}\n`],
  ['README.md', names, (name) => `(${name})`],
  ['docs/operations/install.md', [[...names, 'infra'].join(' ')], (all) => `for service in ${all}; do`],
  ['docs/operations/install.md', [[...names, 'infra'].join(',')], (all) => `ticketing/{${all}}:dev`],
  ['docs/operations/backup.md', [databases.join(' ')], (all) => `for service in ${all}; do`],
  ['docs/operations/backup.md', [owners.join(' ')], (all) => `for owner in ${all}; do`],
  ['docs/operations/secrets.md', [authLast.join(' ')], (all) => `for service in ${all}; do`],
  ['docs/events.md', owners, (name) => `\n| ${name} `],
];

describe('the page about adding something', () => {
  it('leads to what is there', () => {
    const links = [...read('docs/adding.md').matchAll(/\]\(([^)#]+)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(join(projectRoot, 'docs', link)))).toEqual([]);
  });
});

/** What common has for the specs of a service, so that none of its routes is left out of them. */
const checks = ['expectRoutesDocumented', 'expectInputsDocumented'];

describe('the registry of services', () => {
  it.each(apiServices)('has specs of %s that compare it with what is told of it', (name) => {
    const files = execFileSync('git', ['ls-files', `${name}/src/*.spec.ts`], {
      cwd: projectRoot,
      encoding: 'utf8',
    });
    const specs = files.trim().split('\n').map(read).join('');
    expect(checks.filter((check) => !specs.includes(`${check}(`))).toEqual([]);
  });

  it('is the only list of them in code', () => {
    expect(sources.filter((file) => list.test(read(file)))).toEqual([]);
  });

  it('is what the metrics of all come from', () => {
    const [monitor = ''] = read('infra/k8s/components/observability/monitors.yaml').split('\n---\n');
    const { spec } = parse(monitor) as { spec: { selector: { matchLabels: Record<string, string> } } };
    const labels = Object.entries(spec.selector.matchLabels);
    const selected = baseObjects().filter(
      ({ kind, metadata }) =>
        kind === 'Service' && labels.every(([label, value]) => metadata.labels?.[label] === value),
    );
    expect(selected.map(({ metadata }) => metadata.name).sort()).toEqual([...names].sort());
  });

  it.each(places)('is what %s follows', (file, named, pattern) => {
    const text = read(file);
    expect(named.filter((name) => !text.includes(pattern(name)))).toEqual([]);
  });
});
