// A mail server in a process of its own, which its parent tells how to take what comes. What is sent to a mailbox is kept
// until it is asked for; a mailbox behaves as its name is told to: take, refuse, put_off, cut (takes the mail and breaks the
// line before it says so), hold (takes the mail and says nothing until it is told to take).
const { SMTPServer } = require('smtp-server');

const ways = new Map();
const held = new Map();

const say = (code, text) => Object.assign(new Error(text), { responseCode: code });

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS', 'AUTH'],
  onRcptTo({ address }, _session, done) {
    const way = ways.get(address);
    if (way === 'refuse') done(say(550, 'no such mailbox'));
    else if (way === 'put_off') done(say(451, 'try again later'));
    else done();
  },
  onData(stream, { envelope, id }, done) {
    const to = envelope.rcptTo[0].address;
    const pieces = [];
    stream.on('data', (piece) => pieces.push(piece));
    stream.on('end', () => {
      process.send({ mail: { to, raw: Buffer.concat(pieces).toString('base64') } });
      const way = ways.get(to);
      if (way === 'cut')
        for (const connection of server.connections) connection.id === id && connection._socket.destroy();
      else if (way === 'hold') held.set(to, done);
      else done();
    });
  },
});
// A client that is killed breaks its line.
server.on('error', () => undefined);

process.on('message', ({ mailbox, way }) => {
  ways.set(mailbox, way);
  const done = held.get(mailbox);
  held.delete(mailbox);
  if (done) done();
});
process.on('disconnect', () => process.exit(0));

server.listen(0, '127.0.0.1', () => process.send({ port: server.server.address().port }));
