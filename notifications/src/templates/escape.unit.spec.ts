import { escapeHtml, escapeSlack, headerText, shorten } from './escape';

describe('escapeHtml', () => {
  it('leaves nothing that could begin a tag, an entity or end an attribute', () => {
    expect(escapeHtml(`<img src=x onerror="alert('1')"> & co`)).toBe(
      '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; co',
    );
  });
});

describe('escapeSlack', () => {
  it('leaves nobody mentioned and no link hidden', () => {
    expect(escapeSlack('<!channel> <https://evil.example|bank> R&D')).toBe(
      '&lt;!channel&gt; &lt;https://evil.example|bank&gt; R&amp;D',
    );
  });
});

describe('headerText', () => {
  it.each([
    ['Hello\r\nBcc: all@example.com', 'Hello Bcc: all@example.com'],
    ['a\u2028b\u0000c\u0085d', 'a b c d'],
    ['exe\u202egnp.', 'exe gnp.'],
    ['  spaces \t and tabs ', 'spaces and tabs'],
  ])('makes one line without control characters of %j', (given, expected) => {
    expect(headerText(given)).toBe(expected);
  });

  it('cuts a line to 200 characters', () => {
    expect(Array.from(headerText('x'.repeat(500)))).toHaveLength(200);
  });
});

describe('shorten', () => {
  it('keeps what fits', () => expect(shorten('abc', 3)).toBe('abc'));
  it('cuts between characters, never within one', () => expect(shorten('🎫🎫🎫', 2)).toBe('🎫…'));
});
