import { join } from 'node:path';
import { runService } from '@ticketing/common/service';
import { buildApp } from './app';
import { environment } from './environment';
import { readFiles, withMeta } from './files';
import { LinkPreviews } from './link-preview';

const dist = join(__dirname, '..');

runService({
  name: 'web',
  environment,
  start({ environment: env, logger, health }) {
    const client = readFiles(join(dist, 'client'));
    const page = client.get('/index.html');
    if (page && env.LOCAL_INBOX_URL) {
      client.set('/index.html', withMeta(page, 'local-inbox', env.LOCAL_INBOX_URL));
    }
    const app = buildApp({
      client,
      docs: readFiles(join(dist, 'docs')),
      previews: env.TICKETS_URL ? new LinkPreviews({ ticketsUrl: env.TICKETS_URL, logger }) : undefined,
      publicUrl: env.PUBLIC_URL,
      policy: { stripe: env.STRIPE_PUBLISHABLE_KEY !== undefined },
      securityContact: env.SECURITY_CONTACT,
      health,
      logger,
    });
    return Promise.resolve({ app });
  },
});
