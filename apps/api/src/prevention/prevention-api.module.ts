import { Module } from '@nestjs/common';
import { RegistryModule } from '@thaw/registry';
import { AdviceController } from './advice.controller';
import { PreventionImportsController } from './prevention-imports.controller';
import { PreventionController } from './prevention.controller';
import { TerminalPreventionController } from './terminal-prevention.controller';

@Module({
  imports: [RegistryModule],
  controllers: [
    AdviceController,
    PreventionImportsController,
    PreventionController,
    TerminalPreventionController,
  ],
})
export class PreventionApiModule {}
