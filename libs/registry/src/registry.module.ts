import { Module } from '@nestjs/common';
import { SystemClock } from '@thaw/kernel';
import { CONFIG, type Config } from '@thaw/platform';
import { CommandLedger } from './gateway/command-ledger';
import { CommandStops } from './gateway/command-stop.service';
import { GatewayCallbacksService } from './gateway/gateway-callbacks.service';
import { GatewayClient } from './gateway/gateway-client';
import { GatewayCommandsQuery } from './gateway/gateway-commands.query';
import { GatewayCommandsService } from './gateway/gateway-commands.service';
import { ManualConfirmations } from './gateway/manual-confirmations.service';
import { MeasuresService } from './measures.service';
import { RegistryQuery } from './registry.query';
import { RegistryService } from './registry.service';

const SERVICES = [
  RegistryService,
  RegistryQuery,
  MeasuresService,
  GatewayCommandsService,
  GatewayCommandsQuery,
  GatewayCallbacksService,
  CommandStops,
  ManualConfirmations,
];

/** Needs the platform's Database, configuration and clock. */
@Module({
  providers: [
    ...SERVICES,
    CommandLedger,
    {
      provide: GatewayClient,
      inject: [CONFIG],
      useFactory: (config: Config) => new GatewayClient(config, new SystemClock()),
    },
  ],
  exports: SERVICES,
})
export class RegistryModule {}
