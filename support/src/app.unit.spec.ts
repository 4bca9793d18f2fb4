import { expectInputsDocumented, expectRoutesDocumented } from '@ticketing/common/testing';
import { useTestService } from './testing/use-desk';
import { openapi as document } from './app';

jest.mock('./nats-wrapper');

const service = useTestService();

it('tells of every route and of no other', () => {
  expectRoutesDocumented(service.app, document);
  expectInputsDocumented(document);
});

it('refers only to schemas it has', () => {
  const referred = [...JSON.stringify(document).matchAll(/"#\/components\/(\w+)\/(\w+)"/g)];
  expect(referred.length).toBeGreaterThan(10);
  for (const [, kind, name] of referred) {
    expect(document.components[kind as keyof typeof document.components]).toHaveProperty(name as string);
  }
});
