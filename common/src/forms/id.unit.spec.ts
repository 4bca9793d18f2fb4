import { randomBytes, randomUUID } from 'node:crypto';
import { parseObjectId, parseUuid } from './id';

const alike = (id: string) => [id, id.toUpperCase(), id.replace(/[a-f]/, (letter) => letter.toUpperCase())];

describe('the form of an id', () => {
  it('is one, whatever the case of its letters', () => {
    for (let nth = 0; nth < 200; nth += 1) {
      const [objectId, uuid] = [randomBytes(12).toString('hex'), randomUUID()];
      expect(alike(objectId).map(parseObjectId)).toEqual([objectId, objectId, objectId]);
      expect(alike(uuid).map(parseUuid)).toEqual([uuid, uuid, uuid]);
    }
  });

  it.each([
    undefined,
    null,
    7,
    '',
    { $ne: null },
    ['665f1f77bcf86cd799439011'],
    ' 665f1f77bcf86cd799439011',
    '665f1f77bcf86cd799439011\n',
    '665f1f77bcf86cd79943901',
    '６65f1f77bcf86cd799439011',
    '9f3b7c521f0a4c7e9d5e2b8f6a1c4de0',
    '{9f3b7c52-1f0a-4c7e-9d5e-2b8f6a1c4de0}',
    'urn:uuid:9f3b7c52-1f0a-4c7e-9d5e-2b8f6a1c4de0',
  ])('is none of %j', (value) => {
    expect(parseObjectId(value)).toBeUndefined();
    expect(parseUuid(value)).toBeUndefined();
  });
});
