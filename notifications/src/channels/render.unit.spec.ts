import type { Content } from '../rules/content';
import { escapeHtml, escapeSlack, headerText, shorten, MAX_SMS, render } from './render';

describe('escaping', () => {
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
});

describe('rendering', () => {
  const context = { webUrl: 'https://tickets.example' };
  const content: Content = {
    subject: 'A <b>bold</b> "subject"',
    paragraphs: ['First & foremost\nsecond line', '<script>alert(1)</script>'],
    link: { label: 'See <it>', path: '/tickets/1?a=1&b=2' },
  };

  describe('a mail', () => {
    const mail = render('EMAIL', content, context, 'https://tickets.example/u?token=a&b');

    it('has plain text with the link and how to unsubscribe', () => {
      expect(mail.text).toBe(
        'First & foremost\nsecond line\n\n<script>alert(1)</script>\n\n' +
          'See <it>: https://tickets.example/tickets/1?a=1&b=2\n\n' +
          '-- \nUnsubscribe from messages like this: https://tickets.example/u?token=a&b',
      );
    });

    it('has HTML in which nothing of the content is markup', () => {
      expect(mail.html).toContain('First &amp; foremost<br>second line');
      expect(mail.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
      expect(mail.html).toContain(
        '<h1 style="font-size:20px;margin:0 0 16px">A &lt;b&gt;bold&lt;/b&gt; &quot;subject&quot;</h1>',
      );
      expect(mail.html).toContain('href="https://tickets.example/tickets/1?a=1&amp;b=2"');
      expect(mail.html).toContain('href="https://tickets.example/u?token=a&amp;b"');
      expect(mail.html).not.toContain('<script');
    });

    it('has what it quotes below what is new, told apart in the HTML', () => {
      const quote = { heading: 'The <report>:', text: 'It <broke>\ntwice' };
      const { text, html } = render('EMAIL', { ...content, paragraphs: ['News'], quote }, context);
      expect(text).toBe(
        'News\n\nSee <it>: https://tickets.example/tickets/1?a=1&b=2\n\nThe <report>:\n\nIt <broke>\ntwice',
      );
      expect(html).toMatch(
        /The &lt;report&gt;:<\/p>\n<blockquote[^>]*>It &lt;broke&gt;<br>twice<\/blockquote>/,
      );
      expect(render('INBOX', { ...content, quote }, context).text).not.toContain('broke');
    });

    it('says how to answer it, and whether somebody reads answers to the mail', () => {
      const mailIn = (answersAreRead: boolean) =>
        render('EMAIL', { ...content, answerable: true }, { ...context, answersAreRead });
      expect(mailIn(false).text).toContain('Nobody reads answers to this mail.');
      expect(mailIn(false).html).toContain('Nobody reads answers to this mail.');
      expect(mailIn(true).text).toContain('An answer to this mail reaches our mailbox');
      expect(mail.text).not.toContain('answer');
    });

    it('never lets a subject begin another header', () => {
      const { subject } = render('EMAIL', { ...content, subject: 'x\r\nBcc: y@example.com' }, context);
      expect(subject).toBe('x Bcc: y@example.com');
    });

    it('never lets a path lead to another host', () => {
      const { text } = render(
        'EMAIL',
        { ...content, link: { label: 'See', path: '/tickets/..%2f' } },
        context,
      );
      expect(text).toContain('See: https://tickets.example/tickets/');
    });
  });

  describe('a Slack message', () => {
    it('has a bold subject, escaped text and a link', () => {
      expect(render('SLACK', content, context).text).toBe(
        '*A &lt;b&gt;bold&lt;/b&gt; "subject"*\n' +
          'First &amp; foremost\nsecond line\n\n&lt;script&gt;alert(1)&lt;/script&gt;\n' +
          '<https://tickets.example/tickets/1?a=1&amp;b=2|See &lt;it&gt;>',
      );
    });
  });

  describe('a text message', () => {
    it('is one line with the address whole, however long the text', () => {
      const { text } = render('SMS', { ...content, paragraphs: ['long '.repeat(200)] }, context);
      expect(Array.from(text).length).toBeLessThanOrEqual(MAX_SMS);
      expect(text).toMatch(/… https:\/\/tickets\.example\/tickets\/1\?a=1&b=2$/);
      expect(text).not.toContain('\n');
    });
  });

  describe('in the app', () => {
    it('has subject and text as they are', () => {
      expect(render('INBOX', content, context)).toEqual({
        subject: content.subject,
        text: content.paragraphs.join('\n\n'),
      });
    });
  });
});
