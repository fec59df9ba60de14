import { Injectable } from '@nestjs/common';
import { TerminalRecordsQuery } from '@thaw/registry';
import type { DeviceFacts } from '../domain';
import type { FactsAbout, FactsReader } from './facts-reader';

@Injectable()
export class DeviceFactsQuery implements FactsReader<DeviceFacts> {
  constructor(private readonly records: TerminalRecordsQuery) {}

  async read({ tx, freezeCase: { terminalId } }: FactsAbout): Promise<DeviceFacts> {
    return { deviceAtWork: await this.records.hasDevice(tx, terminalId) };
  }
}
