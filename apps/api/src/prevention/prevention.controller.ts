import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Zone, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, CONFIG, Database, type Config } from '@thaw/platform';
import {
  DueThingsQuery,
  PreventionQuery,
  PreventionService,
  policyOn,
  type SoftwareAnnouncement,
} from '@thaw/registry';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import {
  DueCounts,
  DueThingPage,
  PreventionPolicyItem,
  SoftwareReleaseItem,
  SoftwareReleasePage,
} from './prevention-views.dto';
import {
  AnnounceSoftwareBody,
  DueCountsQuery,
  DueThingsPageQuery,
  SoftwareReleasesQuery,
} from './prevention.dto';

@ApiTags('prevention')
@Controller('v1/prevention')
export class PreventionController {
  private readonly zone: Zone;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly prevention: PreventionService,
    private readonly query: PreventionQuery,
    private readonly due: DueThingsQuery,
  ) {
    this.zone = new Zone(config.timeZone);
  }

  @Get('due')
  @Can('prevention.read')
  @ApiOperation({
    operationId: 'listDuePrevention',
    summary: 'What is overdue, thing by thing, the longest first; a merchant user sees the own terminals',
  })
  @ApiOkResponse({ type: DueThingPage })
  dueThings(@CurrentActor() actor: Actor, @Query() filter: DueThingsPageQuery): Promise<DueThingPage> {
    return this.database.asActor(actor, (tx) => this.due.page(tx, actor, filter));
  }

  @Get('due/counts')
  @Can('prevention.read')
  @ApiOperation({
    operationId: 'countDuePrevention',
    summary: 'How much is overdue of each kind, up to 10,000',
  })
  @ApiOkResponse({ type: DueCounts })
  counts(@CurrentActor() actor: Actor, @Query() filter: DueCountsQuery): Promise<DueCounts> {
    return this.database.asActor(actor, async (tx) => ({ items: await this.due.counts(tx, actor, filter) }));
  }

  @Get('policy')
  @Can('prevention.read')
  @ApiOperation({
    operationId: 'getPreventionPolicy',
    summary: 'How long each thing lasts, by the policy of today',
  })
  @ApiOkResponse({ type: PreventionPolicyItem })
  policy(): PreventionPolicyItem {
    return policyOn(this.zone.dateText(this.clock.now().getTime()));
  }

  @Post('software-releases')
  @Can('registry.write')
  @ApiOperation({
    operationId: 'announceSoftware',
    summary:
      'Say from which day on a version is current for a model; of one version what is said last counts',
  })
  @ApiCreatedResponse({ type: SoftwareReleaseItem })
  announce(@CurrentActor() actor: Actor, @Body() body: AnnounceSoftwareBody): Promise<SoftwareReleaseItem> {
    return this.database.asActor(actor, async (tx) =>
      releaseItem(await this.prevention.announce(tx, actor, body)),
    );
  }

  @Get('software-releases')
  @Can('registry.read')
  @ApiOperation({
    operationId: 'listSoftwareReleases',
    summary: 'What was said of versions, the latest first; of one version the latest counts',
  })
  @ApiOkResponse({ type: SoftwareReleasePage })
  releases(
    @CurrentActor() actor: Actor,
    @Query() filter: SoftwareReleasesQuery,
  ): Promise<SoftwareReleasePage> {
    return this.database.asActor(actor, async (tx) => {
      const { items, next } = await this.query.announcements(tx, filter);
      return { items: items.map(releaseItem), next };
    });
  }
}

const releaseItem = ({
  model,
  version,
  currentFrom,
  at,
  actor,
}: SoftwareAnnouncement): SoftwareReleaseItem => ({
  model,
  version,
  currentFrom,
  at,
  announcedBy: actor,
});
