import { ApiProperty } from '@nestjs/swagger';
import { PREVENTION_KINDS, type PreventionKind, type PreventionState } from '@thaw/registry';
import { BilingualText } from '../registry/registry-views.dto';

const DAY = { type: String, format: 'date', nullable: true } as const;
const STATES = ['unknown', 'in_order', 'soon', 'overdue'] as const satisfies readonly PreventionState[];

export class PreventionTermsItem {
  @ApiProperty(DAY)
  readonly inspectedOn: string | null;

  @ApiProperty(DAY)
  readonly inspectionDueOn: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The device that what follows was told of',
  })
  readonly deviceId: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly softwareVersion: string | null;

  @ApiProperty({ ...DAY, description: 'The date of the database itself' })
  readonly virusDatabaseOn: string | null;

  @ApiProperty({ ...DAY, description: 'All patches that were published up to this day are installed' })
  readonly patchedUntil: string | null;

  @ApiProperty(DAY)
  readonly passwordRotatedOn: string | null;
}

export class StandingItem {
  @ApiProperty({ enum: PREVENTION_KINDS })
  readonly kind: PreventionKind;

  @ApiProperty({ type: BilingualText })
  readonly title: BilingualText;

  @ApiProperty({ enum: STATES })
  readonly state: PreventionState;

  @ApiProperty({ ...DAY, description: 'Due by the end of this day' })
  readonly dueOn: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Null where it is not overdue' })
  readonly daysOverdue: number | null;

  @ApiProperty({ type: BilingualText })
  readonly text: BilingualText;
}

export class TerminalPreventionItem {
  @ApiProperty({ type: String, format: 'date', description: 'Today at the desk' })
  readonly asOf: string;

  @ApiProperty({ type: 'integer' })
  readonly policyVersion: number;

  @ApiProperty({ type: PreventionTermsItem, description: 'Of the device that is at work' })
  readonly terms: PreventionTermsItem;

  @ApiProperty({ type: String, nullable: true })
  readonly model: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Of software, for the model, today' })
  readonly currentVersion: string | null;

  @ApiProperty({ type: [StandingItem], description: 'Every thing, in a fixed order' })
  readonly standing: readonly StandingItem[];

  @ApiProperty({ type: [StandingItem], description: 'Those that are overdue, the longest first' })
  readonly overdue: readonly StandingItem[];
}

export class PreventionEventItem {
  @ApiProperty({ type: Date })
  readonly at: Date;

  @ApiProperty({ type: String, description: 'user:<id> or machine:<key id>' })
  readonly toldBy: string;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The file it came in; null: entered',
  })
  readonly importId: string | null;

  @ApiProperty({ type: PreventionTermsItem })
  readonly before: PreventionTermsItem;

  @ApiProperty({ type: PreventionTermsItem })
  readonly after: PreventionTermsItem;
}

export class PreventionEventPage {
  @ApiProperty({ type: [PreventionEventItem] })
  readonly items: readonly PreventionEventItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}

class DueMerchant {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: String })
  readonly merchantNo: string;

  @ApiProperty({ type: String })
  readonly name: string;
}

export class DueThingItem {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly terminalId: string;

  @ApiProperty({ type: String })
  readonly terminalNo: string;

  @ApiProperty({ type: DueMerchant })
  readonly merchant: DueMerchant;

  @ApiProperty({ enum: PREVENTION_KINDS })
  readonly kind: PreventionKind;

  @ApiProperty({ type: BilingualText })
  readonly title: BilingualText;

  @ApiProperty({ type: String, format: 'date' })
  readonly dueOn: string;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Null where its day is today or ahead' })
  readonly daysOverdue: number | null;

  @ApiProperty({ type: BilingualText })
  readonly text: BilingualText;
}

export class DueThingPage {
  @ApiProperty({ type: [DueThingItem] })
  readonly items: readonly DueThingItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}

export class DueCountItem {
  @ApiProperty({ enum: PREVENTION_KINDS })
  readonly kind: PreventionKind;

  @ApiProperty({ type: BilingualText })
  readonly title: BilingualText;

  @ApiProperty({ type: 'integer', maximum: 10_000 })
  readonly count: number;

  @ApiProperty({ type: Boolean, description: 'There are more than were counted' })
  readonly capped: boolean;
}

export class DueCounts {
  @ApiProperty({ type: [DueCountItem] })
  readonly items: readonly DueCountItem[];
}

export class PreventionPolicyItem {
  @ApiProperty({ type: 'integer' })
  readonly version: number;

  @ApiProperty({ type: String, format: 'date' })
  readonly from: string;

  @ApiProperty({ type: 'integer', description: 'From one inspection to the next, where no day is named' })
  readonly inspectionDays: number;

  @ApiProperty({ type: 'integer', description: 'From when a version is current to the last day of another' })
  readonly softwareDays: number;

  @ApiProperty({ type: 'integer' })
  readonly virusDatabaseDays: number;

  @ApiProperty({ type: 'integer' })
  readonly patchesDays: number;

  @ApiProperty({ type: 'integer' })
  readonly passwordDays: number;

  @ApiProperty({ type: 'integer', description: 'So many days ahead a thing is soon due' })
  readonly soonDays: number;
}

export class SoftwareReleaseItem {
  @ApiProperty({ type: String })
  readonly model: string;

  @ApiProperty({ type: String })
  readonly version: string;

  @ApiProperty({ ...DAY, description: 'Null: taken back' })
  readonly currentFrom: string | null;

  @ApiProperty({ type: Date })
  readonly at: Date;

  @ApiProperty({ type: String, description: 'user:<id> or machine:<key id>' })
  readonly announcedBy: string;
}

export class SoftwareReleasePage {
  @ApiProperty({ type: [SoftwareReleaseItem] })
  readonly items: readonly SoftwareReleaseItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}

export class PreventionImportItem {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: String })
  readonly fileName: string;

  @ApiProperty({ type: String, description: 'SHA-256 of the file in hex' })
  readonly contentHash: string;

  @ApiProperty({ type: Date })
  readonly at: Date;

  @ApiProperty({ type: String, description: 'user:<id> or machine:<key id>' })
  readonly takenFrom: string;

  @ApiProperty({ type: 'integer' })
  readonly linesTotal: number;

  @ApiProperty({ type: 'integer', description: 'Lines that told something new' })
  readonly accepted: number;

  @ApiProperty({ type: 'integer', description: 'Lines that told what was known' })
  readonly unchanged: number;

  @ApiProperty({ type: 'integer' })
  readonly rejected: number;
}

export class PreventionImportPage {
  @ApiProperty({ type: [PreventionImportItem] })
  readonly items: readonly PreventionImportItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}
