import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiServices, databases, services } from '../local/services';
import { projectRoot } from '../paths';

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
  ['infra/k8s/components/observability/monitors.yaml', [names.join(', ')], (all) => `values: [${all}]`],
  ['infra/k8s/overlays/dev/kustomization.yaml', names, (name) => `ticketing/${name}\n`],
  ['infra/k8s/overlays/prod/kustomization.yaml', names, (name) => `ticketing/${name}\n`],
  ['README.md', names, (name) => `(${name})`],
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

  it.each(places)('is what %s follows', (file, named, pattern) => {
    const text = read(file);
    expect(named.filter((name) => !text.includes(pattern(name)))).toEqual([]);
  });
});
