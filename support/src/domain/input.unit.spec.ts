import { parsePriority } from './priority';
import { indexedWords, MAX_SEARCH_WORDS } from './search';
import { parseStatus } from './status';

describe('a priority', () => {
  it('is a whole number from 1 to 4, or its text', () => {
    expect([1, 2, 3, 4, '1', ' 4 '].map(parsePriority)).toEqual([1, 2, 3, 4, 1, 4]);
  });

  it('is nothing else', () => {
    for (const value of [0, 5, 1.5, '0', '5', '1.0', '', 'high', '04', null, undefined, [1], {}, true, NaN]) {
      expect(parsePriority(value)).toBeUndefined();
    }
  });
});

describe('a status', () => {
  it('is read in either case', () => {
    expect(['OPEN', 'in_progress', ' Closed '].map(parseStatus)).toEqual(['OPEN', 'IN_PROGRESS', 'CLOSED']);
  });

  it('is nothing else', () => {
    for (const value of ['', 'DONE', 'in progress', 1, null, undefined, ['OPEN'], {}]) {
      expect(parseStatus(value)).toBeUndefined();
    }
  });
});

describe('the words a ticket is found by', () => {
  it('are distinct, in lower case and without accents', () => {
    expect(indexedWords('Transaction error', 'The ERROR: geld zurück, 4 Mal!')).toEqual([
      'transaction',
      'error',
      'the',
      'geld',
      'zuruck',
      '4',
      'mal',
    ]);
  });

  it('are bounded in length and number', () => {
    expect(indexedWords('x'.repeat(1_000))).toEqual(['x'.repeat(40)]);
    const many = Array.from({ length: 2_000 }, (_, index) => `word${index}`).join(' ');
    expect(indexedWords(many)).toHaveLength(MAX_SEARCH_WORDS);
  });
});
