import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Mailer, type Mail } from './mailer';

const MAIL: Mail = { to: 'a@mail.example', subject: 's', text: 't', messageId: '<1@bank.example>' };

/** Goes on saying that it will greet, a line at a time, and never does. */
async function tarpit(): Promise<{ readonly server: Server; readonly sockets: readonly Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    const drip = setInterval(() => socket.write('220-one moment\r\n'), 20);
    socket.on('error', () => undefined).on('close', () => clearInterval(drip));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, sockets };
}

it('lets go of a server that keeps saying a little and never takes the mail', async () => {
  const { server, sockets } = await tarpit();
  const url = `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const mailer = new Mailer({ mail: { url, from: 'desk@bank.example' } });
  expect(await mailer.send(MAIL, 300)).toEqual({ error: 'timeout', isFinal: false });
  // The line is given back, too.
  const [socket] = sockets;
  if (socket && !socket.closed) await once(socket, 'close');
  expect(sockets).toHaveLength(1);
  server.close();
});
