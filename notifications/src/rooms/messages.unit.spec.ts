import { checkMessage, MAX_MESSAGE } from './messages';

describe('what is said in a room', () => {
  it('is trimmed, keeps its lines and loses other control characters', () => {
    expect(checkMessage('  hi\r\nthere\u0007\u202e ')).toEqual({ text: 'hi\nthere' });
  });

  it('is in the one form of text', () => {
    expect(checkMessage('Cafe\u0301')).toEqual({ text: 'Caf\u00e9' });
  });

  it('may have 280 characters as people count them', () => {
    expect(checkMessage('🎫'.repeat(MAX_MESSAGE))).toEqual({ text: '🎫'.repeat(MAX_MESSAGE) });
    expect(checkMessage('x'.repeat(MAX_MESSAGE + 1))).toEqual({
      fault: 'text may have up to 280 characters',
    });
  });

  it.each([[undefined], [7], [{ $ne: null }], ['   '], ['\u0000'], ['\u200b\u200d\u2800']])(
    'is refused: %j',
    (value) => {
      expect(checkMessage(value)).toHaveProperty('fault');
    },
  );
});
