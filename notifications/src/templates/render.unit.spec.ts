import { longestSms, render } from './render';
import type { Content } from './content';

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
    const { text } = render('EMAIL', { ...content, link: { label: 'See', path: '/tickets/..%2f' } }, context);
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
    expect(Array.from(text).length).toBeLessThanOrEqual(longestSms);
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
