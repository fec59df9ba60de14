import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

const HOST = '127.0.0.1';

/**
 * A line between two processes, carried over TCP by the test: it can be cut, as a network cuts it, in the middle of a
 * word, or made slow.
 */
export class FaultProxy {
  private readonly open = new Set<Socket>();
  private delayMs = 0;

  private constructor(
    private readonly server: Server,
    private readonly to: number,
  ) {}

  /** @param to the port on this machine that whoever connects is to reach. */
  static async start(to: number): Promise<FaultProxy> {
    const server = createServer({ allowHalfOpen: true });
    const proxy = new FaultProxy(server, to);
    server.on('connection', (near) => proxy.join(near));
    await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** RST to both ends of all that is open now; whoever connects anew gets through. @returns how many lines there were. */
  cut(): number {
    const ends = [...this.open];
    for (const end of ends) end.resetAndDestroy();
    return Math.ceil(ends.length / 2);
  }

  /** Each piece of what is said comes so much later from now on, in both directions; 0: at once. */
  slow(delayMs: number): void {
    this.delayMs = delayMs;
  }

  async stop(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(near: Socket): void {
    const far = connect({ port: this.to, host: HOST, allowHalfOpen: true, noDelay: true });
    near.setNoDelay(true);
    this.carry(near, far);
    this.carry(far, near);
  }

  private carry(from: Socket, to: Socket): void {
    this.open.add(from);
    from.on('data', (piece) => {
      if (this.delayMs === 0) this.hand(piece, from, to);
      else {
        from.pause();
        setTimeout(() => {
          this.hand(piece, from, to);
          from.resume();
        }, this.delayMs);
      }
    });
    from.on('end', () => to.end());
    // What one end meets, a reset or that nobody is there, the other meets as well.
    from.on('error', () => to.resetAndDestroy());
    from.on('close', () => {
      this.open.delete(from);
      to.destroy();
    });
  }

  private hand(piece: Buffer, from: Socket, to: Socket): void {
    if (to.destroyed || to.write(piece)) return;
    from.pause();
    to.once('drain', () => from.resume());
  }
}
