const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** npm passes Ctrl-C on to us although the terminal already did: one key press arrives twice. */
const ECHO_MS = 800;

/** The wish to stop, from Ctrl-C, `kill` or a closed terminal. A second one, some time later, is a command to. */
export class StopSignal {
  readonly asked: Promise<void>;
  private ask: () => void = () => undefined;
  private askedAt = 0;

  constructor(private readonly atOnce: () => void) {
    this.asked = new Promise((resolve) => (this.ask = resolve));
    for (const signal of SIGNALS) process.on(signal, this.heard);
  }

  isAsked(): boolean {
    return this.askedAt > 0;
  }

  close(): void {
    for (const signal of SIGNALS) process.off(signal, this.heard);
  }

  private readonly heard = (): void => {
    if (this.askedAt === 0) {
      this.askedAt = Date.now();
      this.ask();
    } else if (Date.now() - this.askedAt > ECHO_MS) {
      this.atOnce();
    }
  };
}
