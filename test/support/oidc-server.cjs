'use strict';
// A real identity provider (oidc-provider), in a process of its own; its parent tells it of people.
const { generateKeyPairSync } = require('node:crypto');
const { createServer } = require('node:http');

const [publicUrl, logoutUrl] = process.argv.slice(2);
/** What is said of each, by subject. */
const people = new Map();

async function main() {
  const { default: Provider } = await import('oidc-provider');
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'thaw',
        client_secret: 'a-secret-of-tests-alone',
        redirect_uris: [`${publicUrl}/v1/sso/callback`],
        post_logout_redirect_uris: [`${publicUrl}/`],
        token_endpoint_auth_method: 'client_secret_post',
        ...(logoutUrl && { backchannel_logout_uri: logoutUrl, backchannel_logout_session_required: true }),
      },
    ],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' }] },
    cookies: { keys: ['a key of tests alone'] },
    claims: { profile: ['name', 'preferred_username', 'roles', 'email', 'email_verified'] },
    conformIdTokenClaims: false,
    // The desk of a test is on this machine, where the provider else sends nothing.
    fetch: (url, { dispatcher: _, ...options }) => fetch(url, options),
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      backchannelLogout: { enabled: true },
    },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ ...people.get(sub), sub }) }),
  });
  server.on('request', provider.callback());
  process.on('message', ({ sub, claims }) => {
    people.set(sub, claims);
    process.send({ known: sub });
  });
  process.once('disconnect', () => process.exit(0));
  process.send({ issuer });
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
