import express from 'express';
import mongoose from 'mongoose';
import stan from 'node-nats-streaming';

/** What the libraries of a service weigh by themselves: Express, Mongoose and the broker's client, connected. */
const app = express();
app.get('/readyz', (_req, res) => void res.send({}));
app.get('/constant', (_req, res) => void res.send({ text: 'x'.repeat(200) }));

const { MONGO_URI = '', NATS_URL = '', NATS_CLUSTER_ID = '', PORT } = process.env;
const client = stan.connect(NATS_CLUSTER_ID, `bare-${process.pid}`, { url: NATS_URL });
client.on('connect', () => {
  void mongoose.connect(MONGO_URI).then(() => app.listen(Number(PORT)));
});
