import { parseEmailAddress, sameEmailAddress, storedSpellings } from './email-address';

/** Spellings of one mailbox each, its form first. */
const mailboxes = [
  ['ada@example.com', ' Ada@Example.COM\u00a0', 'ADA@EXAMPLE.com'],
  [
    'ann@xn--mnchen-3ya.example',
    'ann@münchen.example',
    'Ann@MÜNCHEN.example',
    'ann@mu\u0308nchen.example',
    'ann@XN--MNCHEN-3YA.EXAMPLE',
    'ann@münchen\u3002example',
  ],
  ['jos\u00e9@example.com', 'jose\u0301@example.com', 'JOS\u00c9@example.com'],
  ['ann@xn--strae-oqa.de', 'ann@straße.de'],
  ['ann@xn--80ak6aa92e.xn--p1ai', 'ann@аррӏе.рф'],
  ["o'hara+tickets@mail.example.co.uk", "O'Hara+Tickets@mail.example.co.uk"],
];
const local = 'l'.repeat(64);
const domain = `${'d'.repeat(63)}.${'d'.repeat(63)}.${'d'.repeat(57)}.com`;

describe('the form of a mail address', () => {
  it.each(mailboxes)('is %s for each of its spellings', (form, ...spellings) => {
    expect([form, ...spellings].map(parseEmailAddress)).toEqual([form, ...spellings].map(() => form));
    expect(spellings.every((spelling) => sameEmailAddress(form, spelling))).toBe(true);
  });

  it('keeps different mailboxes apart', () => {
    const forms = mailboxes.map(([form]) => form);
    expect(new Set(forms).size).toBe(mailboxes.length);
    expect(sameEmailAddress('ada+1@example.com', 'ada@example.com')).toBe(false);
    expect(sameEmailAddress('ann@apple.com', 'ann@аррӏе.com')).toBe(false);
  });

  it('has at most 254 octets, 64 of them before the @', () => {
    expect(`${local}@${domain}`).toHaveLength(254);
    expect(parseEmailAddress(`${local}@${domain}`)).toBe(`${local}@${domain}`);
    expect(parseEmailAddress(`${local}@d${domain.slice(1).replace('.com', '.coms')}`)).toBeUndefined();
    expect(parseEmailAddress(`l${local}@example.com`)).toBeUndefined();
    expect(parseEmailAddress(`${'é'.repeat(33)}@example.com`)).toBeUndefined();
    expect(parseEmailAddress('x'.repeat(1_000_000))).toBeUndefined();
  });

  it.each([
    undefined,
    7,
    { $ne: null },
    ['ada@example.com'],
    '',
    'ada',
    '@example.com',
    'ada@',
    'ada@localhost',
    'ada@example.com.',
    'ada@example..com',
    'ada@-example.com',
    'ada@exa_mple.com',
    'ada@1.2.3.4',
    'ada@1.2',
    'ada@[127.0.0.1]',
    'ada@example.com:25',
    'ada@münchen.example/path',
    'ada@m%C3%BCnchen.example',
    'ada@münchen.example?x',
    'ada@xn--a.com',
    'ada@ex\u00adample.com',
    'ada@exam\u200bple.com',
    '.ada@example.com',
    'ada.@example.com',
    'ad..a@example.com',
    'a da@example.com',
    'ada\u202e@example.com',
    'ada\r\nBcc: eve@example.com',
    '"a b"@example.com',
    'ada@eve@example.com',
    'ada@example.com,eve@example.com',
    'ada <ada@example.com>',
    'ada\ud800@example.com',
  ])('is none of %j', (value) => {
    expect(parseEmailAddress(value)).toBeUndefined();
  });

  it('was stored with letters in its domain before', () => {
    expect(storedSpellings('ada@example.com')).toEqual(['ada@example.com']);
    expect(storedSpellings('ann@xn--mnchen-3ya.example')).toEqual([
      'ann@xn--mnchen-3ya.example',
      'ann@münchen.example',
    ]);
  });
});
