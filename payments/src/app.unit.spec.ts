import { expectInputsDocumented, expectRoutesDocumented } from '@ticketing/common/testing';
import { openapi } from './app';
import { useTestParts } from './testing/test-parts';

jest.mock('./nats-wrapper');

describe('the OpenAPI document', () => {
  const parts = useTestParts();

  it('tells of every route and of no other', () => {
    expectRoutesDocumented(parts.app, openapi);
    expectInputsDocumented(openapi);
  });
});
