import express from 'express';

/** Routes that answer a constant of `REFERENCE_BYTES` bytes of JSON: what Express, and parsing a body, cost by themselves. */
const bytes = Number(process.env['REFERENCE_BYTES'] ?? 300);
const answer = { text: 'x'.repeat(Math.max(0, bytes - '{"text":""}'.length)) };

const app = express();
app.get('/readyz', (_req, res) => void res.send({}));
app.get('/constant', (_req, res) => void res.send(answer));
app.post('/parsed', express.json(), (_req, res) => void res.status(202).send(answer));
app.listen(Number(process.env['PORT']));
