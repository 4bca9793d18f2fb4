/** One answer on a connection. */
export interface Answer {
  status: number;
  /** Names in small letters; the last of a name counts. */
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** What a server has sent on a connection so far. */
export interface Answers {
  /** How many began with 1xx. */
  interim: number;
  final: Answer[];
  /** What is no answer, or not a whole one. */
  rest: string;
}

/**
 * Takes apart what a server sent, by RFC 9112 and nothing laxer.
 *
 * @param text a character for each byte
 * @param methods of the requests, in their order: answers to HEAD have no body; of those further on, the last counts
 * @param ended whether the server has closed the connection, which ends a body that tells no length
 */
export function parseAnswers(text: string, methods: readonly string[], ended: boolean): Answers {
  const answers: Answers = { interim: 0, final: [], rest: text };
  for (;;) {
    const method = methods[Math.min(answers.final.length, methods.length - 1)];
    const taken = takeAnswer(answers.rest, method === 'HEAD', ended);
    if (!taken) return answers;
    answers.rest = taken.rest;
    if (taken.answer.status < 200) answers.interim += 1;
    else answers.final.push(taken.answer);
  }
}

function takeAnswer(
  text: string,
  isHead: boolean,
  ended: boolean,
): { answer: Answer; rest: string } | undefined {
  const end = text.indexOf('\r\n\r\n');
  const [first = '', ...lines] = text.slice(0, Math.max(end, 0)).split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3}) /.exec(`${first} `)?.[1]);
  if (end < 0 || !status) return undefined;
  const headers = Object.fromEntries(
    lines.map((line) => {
      const [, name = '', value = ''] = /^([^\s:]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
      return [name.toLowerCase(), value];
    }),
  );
  const behind = text.slice(end + 4);
  const none = isHead || status < 200 || status === 204 || status === 304;
  const body = none ? { body: '', rest: behind } : takeBody(behind, headers, ended);
  return body && { answer: { status, headers, body: body.body }, rest: body.rest };
}

function takeBody(
  text: string,
  headers: Readonly<Record<string, string>>,
  ended: boolean,
): { body: string; rest: string } | undefined {
  if (headers['transfer-encoding'] === 'chunked') return takeChunks(text);
  const length = headers['content-length'];
  if (length === undefined) return ended ? { body: text, rest: '' } : undefined;
  if (!/^\d+$/.test(length) || text.length < Number(length)) return undefined;
  return { body: text.slice(0, Number(length)), rest: text.slice(Number(length)) };
}

function takeChunks(text: string): { body: string; rest: string } | undefined {
  let body = '';
  let rest = text;
  for (;;) {
    const [line, size = ''] = /^([\da-f]+)\r\n/i.exec(rest) ?? [];
    if (line === undefined) return undefined;
    const length = parseInt(size, 16);
    const content = rest.slice(line.length, line.length + length);
    rest = rest.slice(line.length + length);
    if (!rest.startsWith('\r\n')) return undefined;
    rest = rest.slice(2);
    if (length === 0) return { body, rest };
    body += content;
  }
}
