import { tryCommand } from '../commands';

/**
 * The command that runs pip here.
 * @throws Error when there is no Python with pip.
 */
export async function findPip(): Promise<string[]> {
  for (const [command, ...args] of [['python3', '-m', 'pip'], ['python', '-m', 'pip'], ['pip3'], ['pip']]) {
    if (command && (await tryCommand(command, [...args, '--version'])).code === 0) return [command, ...args];
  }
  throw new Error('there is no Python with pip here');
}
