// Builds the browser client if it is stale.
import { buildWeb } from './prepare.mjs';

try {
  await buildWeb((line) => console.log(line));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
