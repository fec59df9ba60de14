import { Part, type PartSpec } from './part';
import { PartLog } from './part-log';

/** The desk's processes as one: started together, kept running, stopped together. */
export class Supervisor {
  private readonly parts: Part[] = [];

  constructor(
    private readonly logFolder: string,
    private readonly say: (line: string) => void,
  ) {}

  /** @returns the parts that did not become ready at their first try. */
  async start(specs: readonly PartSpec[]): Promise<readonly Part[]> {
    const started = specs.map(
      (spec) => new Part(spec, new PartLog(spec.name, this.logFolder, this.say), this.say),
    );
    this.parts.push(...started);
    const ready = await Promise.all(started.map((part) => part.start()));
    return started.filter((_, i) => !ready[i]);
  }

  async stop(): Promise<void> {
    await Promise.all(this.parts.map((part) => part.stop()));
  }

  kill(): void {
    for (const part of this.parts) part.kill();
  }
}
