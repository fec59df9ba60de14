import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { MeasuresService, MerchantChanges, RegistryQuery, RegistryService } from '@thaw/registry';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { PageQuery } from '../validation/page-query.dto';
import { PathId } from '../validation/path-id.decorator';
import {
  hoursOf,
  measureItems,
  merchantChangeItem,
  merchantItem,
  terminalChangeItem,
  terminalItem,
} from './registry-faces';
import {
  DeviceItem,
  MerchantChangePage,
  MerchantItem,
  MerchantPage,
  TerminalChangePage,
  TerminalDetail,
  TerminalItem,
  TerminalPage,
} from './registry-views.dto';
import {
  BindDeviceBody,
  ChangeMerchantBody,
  ChangeTerminalBody,
  RegisterDeviceBody,
  RegisterMerchantBody,
  RegisterTerminalBody,
  TerminalsQuery,
} from './registry.dto';

@ApiTags('registry')
@Controller('v1')
export class RegistryController {
  constructor(
    private readonly database: Database,
    private readonly registry: RegistryService,
    private readonly query: RegistryQuery,
    private readonly measures: MeasuresService,
    private readonly merchantChanges: MerchantChanges,
  ) {}

  @Post('merchants')
  @Can('registry.write')
  @ApiOperation({ operationId: 'registerMerchant', summary: 'Register a merchant' })
  @ApiCreatedResponse({ type: MerchantItem })
  registerMerchant(@CurrentActor() actor: Actor, @Body() body: RegisterMerchantBody): Promise<MerchantItem> {
    return this.database.asActor(actor, async (tx) => {
      const { id } = await this.registry.registerMerchant(tx, { ...body, hours: hoursOf(body.hours) });
      return merchantItem(actor, await this.query.merchant(tx, actor, id));
    });
  }

  @Get('merchants')
  @Can('registry.read')
  @ApiOperation({
    operationId: 'listMerchants',
    summary: 'Merchants by number; a merchant user sees the own one',
  })
  @ApiOkResponse({ type: MerchantPage })
  merchants(@CurrentActor() actor: Actor, @Query() page: PageQuery): Promise<MerchantPage> {
    return this.database.asActor(actor, async (tx) => {
      const { items, next } = await this.query.merchants(tx, actor, page);
      return { items: items.map((merchant) => merchantItem(actor, merchant)), next };
    });
  }

  @Get('merchants/:id')
  @Can('registry.read')
  @ApiOperation({ operationId: 'getMerchant', summary: 'One merchant' })
  @ApiOkResponse({ type: MerchantItem })
  merchant(@CurrentActor() actor: Actor, @PathId() id: string): Promise<MerchantItem> {
    return this.database.asActor(actor, async (tx) =>
      merchantItem(actor, await this.query.merchant(tx, actor, id)),
    );
  }

  @Patch('merchants/:id')
  @Can('registry.write')
  @ApiOperation({
    operationId: 'changeMerchant',
    summary: 'Correct the category of a merchant, or rank it otherwise; the merchant number stays',
  })
  @ApiOkResponse({ type: MerchantItem })
  changeMerchant(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Body() body: ChangeMerchantBody,
  ): Promise<MerchantItem> {
    return this.database.asActor(actor, async (tx) => {
      await this.merchantChanges.change(tx, actor, id, body);
      return merchantItem(actor, await this.query.merchant(tx, actor, id));
    });
  }

  @Get('merchants/:id/changes')
  @Can('history.read')
  @ApiOperation({
    operationId: 'listMerchantChanges',
    summary: 'Who changed category and tier, and what stood before; the latest first',
  })
  @ApiOkResponse({ type: MerchantChangePage })
  merchantChangesOf(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Query() page: PageQuery,
  ): Promise<MerchantChangePage> {
    return this.database.asActor(actor, async (tx) => {
      const { items, next } = await this.query.merchantEvents(tx, actor, id, page);
      return { items: items.map(merchantChangeItem), next };
    });
  }

  @Post('terminals')
  @Can('registry.write')
  @ApiOperation({ operationId: 'registerTerminal', summary: 'Register a terminal under a merchant' })
  @ApiCreatedResponse({ type: TerminalItem })
  registerTerminal(@CurrentActor() actor: Actor, @Body() body: RegisterTerminalBody): Promise<TerminalItem> {
    return this.database.asActor(actor, async (tx) => {
      const { id } = await this.registry.registerTerminal(tx, body);
      return terminalItem(actor, await this.query.terminal(tx, actor, id));
    });
  }

  @Get('terminals')
  @Can('registry.read')
  @ApiOperation({
    operationId: 'listTerminals',
    summary: 'Terminals by merchant and number, each with its device',
  })
  @ApiOkResponse({ type: TerminalPage })
  terminals(@CurrentActor() actor: Actor, @Query() filter: TerminalsQuery): Promise<TerminalPage> {
    return this.database.asActor(actor, async (tx) => {
      const { items, next } = await this.query.terminals(tx, actor, filter);
      return { items: items.map((terminal) => terminalItem(actor, terminal)), next };
    });
  }

  @Get('terminals/:id')
  @Can('registry.read')
  @ApiOperation({ operationId: 'getTerminal', summary: 'One terminal with the measures in force on it' })
  @ApiOkResponse({ type: TerminalDetail })
  terminal(@CurrentActor() actor: Actor, @PathId() id: string): Promise<TerminalDetail> {
    return this.database.asActor(actor, async (tx) => {
      const terminal = await this.query.terminal(tx, actor, id);
      const measures = await this.measures.measuresInForce(tx, id);
      return { ...terminalItem(actor, terminal), measures: measureItems(actor, measures) };
    });
  }

  @Patch('terminals/:id')
  @Can('registry.write')
  @ApiOperation({
    operationId: 'changeTerminal',
    summary: 'Tell or take away what sales were expected to come to, and where the terminal is to stand',
  })
  @ApiOkResponse({ type: TerminalItem })
  changeTerminal(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Body() body: ChangeTerminalBody,
  ): Promise<TerminalItem> {
    return this.database.asActor(actor, async (tx) => {
      await this.registry.changeTerminal(tx, actor, id, body);
      return terminalItem(actor, await this.query.terminal(tx, actor, id));
    });
  }

  @Get('terminals/:id/changes')
  @Can('history.read')
  @ApiOperation({
    operationId: 'listTerminalChanges',
    summary: 'Who told expected sales and site otherwise, and what was told before; the latest first',
  })
  @ApiOkResponse({ type: TerminalChangePage })
  terminalChanges(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Query() page: PageQuery,
  ): Promise<TerminalChangePage> {
    return this.database.asActor(actor, async (tx) => {
      const { items, next } = await this.query.terminalEvents(tx, actor, id, page);
      return { items: items.map(terminalChangeItem), next };
    });
  }

  @Post('devices')
  @Can('registry.write')
  @ApiOperation({ operationId: 'registerDevice', summary: 'Register a device by its serial number' })
  @ApiCreatedResponse({ type: DeviceItem })
  registerDevice(@CurrentActor() actor: Actor, @Body() body: RegisterDeviceBody): Promise<DeviceItem> {
    return this.database.asActor(actor, (tx) => this.registry.registerDevice(tx, body));
  }

  @Post('terminals/:id/bindings')
  @Can('registry.write')
  @ApiOperation({
    operationId: 'bindDevice',
    summary: 'Put a device to work as this terminal, with its five items',
  })
  @ApiCreatedResponse({ type: TerminalItem })
  bind(
    @CurrentActor() actor: Actor,
    @PathId() id: string,
    @Body() body: BindDeviceBody,
  ): Promise<TerminalItem> {
    return this.database.asActor(actor, async (tx) => {
      await this.registry.bind(tx, id, body);
      return terminalItem(actor, await this.query.terminal(tx, actor, id));
    });
  }

  @Delete('terminals/:id/bindings/current')
  @Can('registry.write')
  @ApiOperation({
    operationId: 'unbindDevice',
    summary: 'End the live binding; what was bound when stays on record',
  })
  @ApiOkResponse({ type: TerminalItem })
  unbind(@CurrentActor() actor: Actor, @PathId() id: string): Promise<TerminalItem> {
    return this.database.asActor(actor, async (tx) => {
      await this.registry.unbind(tx, id);
      return terminalItem(actor, await this.query.terminal(tx, actor, id));
    });
  }
}
