// Certificates of the servers inside the cluster, and of the authority that signs them.
import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY_MS = 86_400_000;
/** Of the authority, in days; its clients are restarted for a new one. */
const AUTHORITY_DAYS = 3_650;
/** Of a server, in days. */
const SERVER_DAYS = 825;

cryptoProvider.set(webcrypto);

const newKeys = () => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
const keyPem = async (key) =>
  `${PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
const validity = (days) => ({
  notBefore: new Date(),
  notAfter: new Date(Date.now() + days * DAY_MS),
});

/** An authority of its own for one installation. @returns PEM */
export async function makeAuthority() {
  const keys = await newKeys();
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...validity(AUTHORITY_DAYS),
    name: 'CN=Ticketing internal authority',
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  return { key: await keyPem(keys.privateKey), certificate: `${certificate.toString('pem')}\n` };
}

/**
 * A server's certificate, signed by the authority.
 * @param names its names in the DNS; the first is its subject
 * @returns PEM
 */
export async function makeCertificate(authority, names) {
  const keys = await newKeys();
  const [der] = PemConverter.decode(authority.key);
  const certificate = await X509CertificateGenerator.create({
    ...validity(SERVER_DAYS),
    subject: `CN=${names[0]}`,
    issuer: new X509Certificate(authority.certificate).subject,
    publicKey: keys.publicKey,
    signingKey: await webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign']),
    signingAlgorithm: ALGORITHM,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      // Members of MongoDB are each other's clients.
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth]),
      new SubjectAlternativeNameExtension(names.map((value) => ({ type: 'dns', value }))),
    ],
  });
  return { key: await keyPem(keys.privateKey), certificate: `${certificate.toString('pem')}\n` };
}
