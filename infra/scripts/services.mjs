// What infra/services.json says, for scripts.
import { readFileSync } from 'node:fs';

const registry = JSON.parse(readFileSync(new URL('../services.json', import.meta.url), 'utf8'));
const needing = (server) => registry.filter(({ needs }) => needs.includes(server)).map(({ name }) => name);

/** The names of all services. */
export const services = registry.map(({ name }) => name);

/** Services with an API: all that listen or publish. */
export const apiServices = needing('nats');

/** Services with a database, which is called as they are. */
export const databases = needing('mongo');
