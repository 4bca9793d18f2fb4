import type { OutgoingChannel } from '../notification/notification';
import { checkReceiver, isSlackWebhook } from './receiver';

describe('a receiver', () => {
  it.each<[OutgoingChannel, string, string]>([
    ['EMAIL', 'test@gmail.com', 'test@gmail.com'],
    ['EMAIL', ' First.Last+tag@Example.COM ', 'first.last+tag@example.com'],
    ['EMAIL', "o'brien@sub.example.co.uk", "o'brien@sub.example.co.uk"],
    ['SLACK', 'C0123456789', 'C0123456789'],
    ['SLACK', '#general', '#general'],
    ['SLACK', 'T012AB3C4/B01234567/AbC123xyz', 'T012AB3C4/B01234567/AbC123xyz'],
    ['SMS', '+14155550123', '+14155550123'],
    ['EMAIL', 'ann@münchen.example', 'ann@xn--mnchen-3ya.example'],
    ['EMAIL', 'josé@example.com', 'josé@example.com'],
    ['SMS', '+1 (415) 555-01.23', '+14155550123'],
    ['SMS', '0014155550123', '+14155550123'],
    ['SMS', '+49\u00a030/123\u20114567', '+49301234567'],
    ['SMS', '\uff0b１４１５５５５０１２３', '+14155550123'],
  ])('by %s may be %s', (type, value, receiver) => {
    expect(checkReceiver(type, value)).toEqual({ receiver });
  });

  it.each<[OutgoingChannel, string]>([
    ['EMAIL', 'nobody'],
    ['EMAIL', 'a@b'],
    ['EMAIL', 'a@b@c.com'],
    ['EMAIL', 'a b@example.com'],
    ['EMAIL', 'a..b@example.com'],
    ['EMAIL', 'a@-example.com'],
    ['EMAIL', 'a@example.com,b@example.com'],
    ['EMAIL', '"a"@example.com'],
    ['EMAIL', '<a@example.com>'],
    ['EMAIL', 'a@example.com\n'],
    ['EMAIL', 'a@example.com\r\nBcc: b@example.com'],
    ['EMAIL', `${'a'.repeat(65)}@example.com`],
    ['EMAIL', `a@${'b'.repeat(250)}.com`],
    ['SLACK', 'general'],
    ['SLACK', 'https://hooks.slack.com/services/T1/B1/x'],
    ['SLACK', 'T1/B1/../../x'],
    ['SLACK', 'T1/B1/x?y=1'],
    ['SLACK', 'T1/B1/x@evil.example'],
    ['SMS', '4155550123'],
    ['SMS', '+0123456789'],
    ['SMS', '+1234567890123456'],
    ['SMS', '+1415555x123'],
    ['SMS', '+49 (0)30 1234567'],
    ['SMS', '00 0 4155550123'],
  ])('by %s may not be %j', (type, value) => {
    expect(checkReceiver(type, value)).toEqual({ fault: expect.any(String) });
  });

  it('by Slack is a webhook or a channel', () => {
    expect([isSlackWebhook('T1/B1/x'), isSlackWebhook('C0123456')]).toEqual([true, false]);
  });
});
