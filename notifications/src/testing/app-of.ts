import { createApp, openApi } from '@ticketing/common/http';
import { Health } from '@ticketing/common/observability';
import { testJwtKey, testLogger } from '@ticketing/common/testing';
import type { Express, Router } from 'express';

/** An app of some of the service's routers, as in production but for what isn't under test. */
export function appOf(...routers: Router[]): Express {
  return build({ routers });
}

/** The same with routers that read the body themselves. */
export function rawAppOf(...rawRouters: Router[]): Express {
  return build({ routers: [], rawRouters });
}

function build(routers: { routers: Router[]; rawRouters?: Router[] }): Express {
  return createApp({
    name: 'notifications',
    logger: testLogger,
    jwtKey: testJwtKey,
    ...routers,
    health: new Health(),
    openapi: openApi({ name: 'notifications', title: 'Notifications', paths: {} }),
  });
}

/** The faults an answer names. */
export function faultsOf(body: { errors?: { field?: string }[] }): (string | undefined)[] {
  return (body.errors ?? []).map(({ field }) => field);
}
