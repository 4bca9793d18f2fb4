import request from 'supertest';
import { bearer } from '@ticketing/common/testing';
import type { CurrentUser } from '@ticketing/common/http';
import { BASE } from '../routes/tickets';
import type { TestService } from './use-desk';

/** What a buyer would report. */
export const trouble = {
  title: 'Transaction error',
  description: 'Money got deducted but transaction ended in error',
  ticketPriority: 4,
};

/** Sends a request as somebody. */
export function as(service: Pick<TestService, 'app'>, user: CurrentUser) {
  const send = (method: 'get' | 'post' | 'put', path: string) =>
    request(service.app)[method](`${BASE}${path}`).set('Authorization', bearer(user));
  return {
    get: (path = '') => send('get', path),
    post: (path: string, body: object) => send('post', path).send(body),
    put: (path: string, body: object) => send('put', path).send(body),
    /** Reports trouble and returns the ticket. */
    report: async (body: object = {}) =>
      (
        await send('post', '')
          .send({ ...trouble, ...body })
          .expect(201)
      ).body,
  };
}
