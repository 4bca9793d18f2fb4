import { expectInputsDocumented, expectRoutesDocumented } from '@ticketing/common/testing';
import { openapi } from './app';
import { useTestApp } from './testing/test-app';

jest.mock('./nats-wrapper');

describe('the OpenAPI document', () => {
  const parts = useTestApp();

  it('tells of every route and of no other', () => {
    expectRoutesDocumented(parts.app, openapi);
    expectInputsDocumented(openapi);
  });
});
