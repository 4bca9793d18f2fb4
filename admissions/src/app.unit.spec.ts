import { expectInputsDocumented, expectRoutesDocumented } from '@ticketing/common/testing';
import { openapi } from './app';
import { useTestService } from './testing/test-app';

jest.mock('./nats-wrapper');

describe('the OpenAPI document', () => {
  const service = useTestService();

  it('tells of every route and of no other', () => {
    expectRoutesDocumented(service.app, openapi);
    expectInputsDocumented(openapi);
  });
});
