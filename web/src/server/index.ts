import { join } from 'node:path';
import { runService } from '@ticketing/common';
import { buildApp } from './app';
import { environment } from './environment';
import { readFiles } from './files';

const dist = join(__dirname, '..');

runService({
  name: 'web',
  environment,
  start({ environment: env, logger, health }) {
    const app = buildApp({
      client: readFiles(join(dist, 'client')),
      docs: readFiles(join(dist, 'docs')),
      policy: { stripe: env.STRIPE_PUBLISHABLE_KEY !== undefined },
      health,
      logger,
    });
    return Promise.resolve({ app });
  },
});
