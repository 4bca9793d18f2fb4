export const stageNames = [
  'types',
  'format',
  'lint',
  'web',
  'manifests',
  'unit',
  'int',
  'e2e',
  'browser',
] as const;
export type StageName = (typeof stageNames)[number];

export interface TestOptions {
  stages: readonly StageName[];
  /** Arguments for jest: paths of spec files and its own flags. */
  jest: string[];
}

/**
 * Reads the arguments of `npm test`: `--only a,b` chooses stages, everything else is jest's.
 * Where spec files are named without stages, only the stages that run specs are chosen.
 * @throws Error that names a stage that doesn't exist.
 */
export function parseTestOptions(args: readonly string[]): TestOptions {
  const jest: string[] = [];
  let only: StageName[] | undefined;
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i] ?? '';
    const [flag, inline] = arg.startsWith('--only=')
      ? ['--only', arg.slice('--only='.length)]
      : [arg, undefined];
    if (flag !== '--only') {
      jest.push(arg);
      continue;
    }
    const names = (inline ?? args[(i += 1)] ?? '').split(',').filter(Boolean);
    if (names.length === 0) throw new Error(`--only needs stages: ${stageNames.join(', ')}`);
    only = names.map(stageNamed);
  }
  const ofSpecs: StageName[] = ['unit', 'int', 'e2e', 'browser'];
  return { stages: only ?? (jest.length > 0 ? ofSpecs : stageNames), jest };
}

function stageNamed(name: string): StageName {
  const found = stageNames.find((stage) => stage === name);
  if (!found) throw new Error(`there is no stage "${name}"; there are ${stageNames.join(', ')}`);
  return found;
}
