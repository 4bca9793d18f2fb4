import { parseArgs } from 'node:util';

/**
 * The options a script was called with. `--help` prints the help and ends the process with 0; an option that isn't known
 * ends it with 2, and says which.
 *
 * @param help what the script does, and its options
 * @param config of node's `parseArgs`
 */
export function readOptions(help, config) {
  try {
    const { options, ...rest } = config;
    const found = parseArgs({ ...rest, options: { ...options, help: { type: 'boolean', short: 'h' } } });
    if (!found.values.help) return found;
    console.log(help);
    process.exit(0);
  } catch (error) {
    console.error(`${error.message}\n\n${help}`);
    process.exit(2);
  }
}
