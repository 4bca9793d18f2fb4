import type { Logger } from '@ticketing/common/observability';
import type { Redis } from 'ioredis';
import type { Connection } from 'mongoose';
import type { Changes } from './changes/changes';
import type { Environment } from './environment';
import type { NotificationIntake } from './intake/notification-intake';
import { Telling } from './telling';

export interface TellingParts {
  env: Environment;
  connection: Connection;
  redis: Redis;
  subscriber: Redis;
  intake: NotificationIntake;
  changes: Changes;
  logger: Logger;
}

/** Who is told what, as the environment configures it. */
export function buildTelling({ env, ...parts }: TellingParts): Telling {
  return new Telling({
    ...parts,
    jwtKey: env.JWT_KEY,
    context: {
      webUrl: env.PUBLIC_URL.replace(/\/+$/, ''),
      answersAreRead: env.SUPPORT_REPLY_TO !== undefined,
    },
    allowedOrigins: env.ALLOWED_ORIGINS,
  });
}
