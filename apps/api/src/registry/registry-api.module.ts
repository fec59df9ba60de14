import { Module } from '@nestjs/common';
import { RegistryModule } from '@thaw/registry';
import { GatewayController } from './gateway.controller';
import { RegistryController } from './registry.controller';

@Module({ imports: [RegistryModule], controllers: [RegistryController, GatewayController] })
export class RegistryApiModule {}
