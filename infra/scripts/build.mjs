// Compiles what is stale: the services and the browser client.
import { build } from './prepare.mjs';

try {
  await build((line) => console.log(line));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
