import { Module } from '@nestjs/common';
import { SystemClock } from '@thaw/kernel';
import { CONFIG, MANUAL_GATEWAY, type Config } from '@thaw/platform';
import { DeviceWork } from './device-work.service';
import { CommandLedger } from './gateway/command-ledger';
import { CommandStops } from './gateway/command-stop.service';
import { GatewayCallbacksService } from './gateway/gateway-callbacks.service';
import { GatewayClient } from './gateway/gateway-client';
import { GatewayCommandsQuery } from './gateway/gateway-commands.query';
import { GatewayCommandsService } from './gateway/gateway-commands.service';
import { ManualGateway } from './gateway/manual-gateway';
import { ManualConfirmations } from './gateway/manual-confirmations.service';
import { TerminalGateway } from './gateway/terminal-gateway';
import { TerminalWords } from './gateway/terminal-words.service';
import { MeasuresService } from './measures.service';
import { MerchantChanges } from './merchant-changes.service';
import { DueThingsQuery } from './prevention/due-things.query';
import { PreventionImportsQuery } from './prevention/prevention-imports.query';
import { PreventionImportsService } from './prevention/prevention-imports.service';
import { PreventionLedger } from './prevention/prevention-ledger';
import { PreventionQuery } from './prevention/prevention.query';
import { PreventionReminders } from './prevention/prevention-reminders.service';
import { PreventionService } from './prevention/prevention.service';
import { RegistryQuery } from './registry.query';
import { RegistryService } from './registry.service';
import { TerminalRecordsQuery } from './terminal-records.query';

const SERVICES = [
  RegistryService,
  RegistryQuery,
  MeasuresService,
  GatewayCommandsService,
  GatewayCommandsQuery,
  GatewayCallbacksService,
  CommandStops,
  ManualConfirmations,
  PreventionService,
  PreventionQuery,
  DueThingsQuery,
  PreventionImportsService,
  PreventionImportsQuery,
  PreventionReminders,
  MerchantChanges,
  DeviceWork,
  TerminalRecordsQuery,
  TerminalWords,
];

/** Needs the platform's Database, configuration and clock. */
@Module({
  providers: [
    ...SERVICES,
    CommandLedger,
    PreventionLedger,
    {
      provide: TerminalGateway,
      inject: [CONFIG],
      useFactory: (config: Config): TerminalGateway =>
        config.gateway.url === MANUAL_GATEWAY
          ? new ManualGateway()
          : new GatewayClient(config, new SystemClock()),
    },
  ],
  exports: SERVICES,
})
export class RegistryModule {}
