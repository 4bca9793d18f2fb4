// npm run check:audit: known holes in the packages we use. docs/security.md says what is pinned, and why.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { readOptions } from './options.mjs';

const help = `Lists known holes in the packages that the services use. It has no options but --help.

Exit code: 0 none, 1 some, 77 when the registry in use doesn't answer the question.`;

readOptions(help, { options: {} });

const LEFT_OUT = 77;
const root = resolve(import.meta.dirname, '..', '..');
const audit = spawnSync('npm', ['audit', '--json', '--omit=dev', '--audit-level=low'], {
  cwd: root,
  encoding: 'utf8',
});

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const report = parse(audit.stdout ?? '');
if (!report?.metadata) {
  const reason =
    report?.message ?? report?.error?.summary ?? audit.stderr?.trim().split('\n').at(-1) ?? 'no answer';
  console.log(`npm audit is left out: this registry has no audit endpoint (${reason}).`);
  console.log('Run it where the public registry is reached: npm audit --omit=dev');
  process.exit(LEFT_OUT);
}
const { vulnerabilities } = report.metadata;
for (const [name, { severity, via, fixAvailable }] of Object.entries(report.vulnerabilities ?? {})) {
  const titles = via.map((one) => (typeof one === 'string' ? `through ${one}` : `${one.title} ${one.url}`));
  console.log(`${severity}: ${name}: ${titles.join('; ')}${fixAvailable ? ' (a fix is available)' : ''}`);
}
console.log(`${vulnerabilities.total} known holes in the packages of the services.`);
process.exit(vulnerabilities.total === 0 ? 0 : 1);
