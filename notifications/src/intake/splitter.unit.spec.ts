import { ArraySplitter, ItemTooLongError, LineSplitter, longestItem, type Splitter } from './splitter';

/** Feeds the text in parts of every size, and expects the same items each time. */
function split(make: () => Splitter, text: string): string[] {
  const ways = [1, 2, 3, 7, text.length || 1].map((size) => {
    const splitter = make();
    const items: string[] = [];
    for (let at = 0; at < text.length; at += size) items.push(...splitter.push(text.slice(at, at + size)));
    return [...items, ...splitter.end()];
  });
  for (const way of ways) expect(way).toEqual(ways[0]);
  return ways[0] ?? [];
}

describe('lines', () => {
  it('are cut at their ends, wherever the parts are cut', () => {
    expect(split(() => new LineSplitter(), '{"a":1}\n\n{"b":2}\r\n{"c":3}')).toEqual([
      '{"a":1}',
      '{"b":2}\r',
      '{"c":3}',
    ]);
  });

  it('may not be endless', () => {
    expect(() => new LineSplitter().push('x'.repeat(longestItem + 1))).toThrow(ItemTooLongError);
  });
});

describe('the elements of an array', () => {
  const elements = (text: string) => split(() => new ArraySplitter(), text);

  it('are found whatever is within them', () => {
    expect(elements(' [ {"a":"]},\\"["} , [1,[2]], "x,y" ,3 ] \n')).toEqual([
      '{"a":"]},\\"["}',
      '[1,[2]]',
      '"x,y"',
      '3',
    ]);
  });

  it('may be none', () => expect(elements('[ ]')).toEqual([]));

  it('are told apart even when one is missing, so that each has its line', () => {
    expect(elements('[1,,2,]')).toEqual(['1', '', '2', '']);
  });

  it.each([['{"a":1}'], ['[1'], [''], ['[1] [2]'], ['1,2']])('are refused as a whole in %p', (text) => {
    expect(() => elements(text)).toThrow(SyntaxError);
  });

  it('may not be endless', () => {
    expect(() => new ArraySplitter().push(`["${'x'.repeat(longestItem)}`)).toThrow(ItemTooLongError);
  });
});
