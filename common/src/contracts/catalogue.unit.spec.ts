import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aggregateRef, catalogue } from './catalogue';
import { Subjects } from './subjects';

const subjects = Object.values(Subjects);

describe('the catalogue', () => {
  it('defines every subject', () => {
    expect(Object.keys(catalogue).sort()).toEqual([...subjects].sort());
  });

  it.each(subjects)('is described in the documents: %s', (subject) => {
    const document = readFileSync(join(__dirname, '../../../docs/events.md'), 'utf8');
    expect(document).toContain(`| \`${subject}\``);
  });

  it('names the aggregate of a versioned event', () => {
    const data = { id: 'o1', version: 3, userId: 'u1', ticket: { id: 't1' } };
    expect(aggregateRef(Subjects.OrderCompleted, data)).toEqual({ aggregate: 'order:o1', version: 3 });
  });

  it('knows facts without a version', () => {
    expect(aggregateRef(Subjects.ExpirationComplete, { orderId: 'o1' })).toBeUndefined();
  });
});
