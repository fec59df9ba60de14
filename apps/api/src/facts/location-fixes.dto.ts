import { ApiProperty } from '@nestjs/swagger';
import { LAT_E6_MAX, LON_E6_MAX } from '@thaw/kernel';
import { FIX_SOURCES, type FixSource } from '@thaw/risk';
import { ArrayMaxSize, ArrayNotEmpty, IsArray } from 'class-validator';

/** As it is told to the other side; each item is judged by itself. */
export class NewLocationFix {
  @ApiProperty({ type: Date, description: 'At most five minutes ahead, and not before 2000' })
  readonly at: string;

  @ApiProperty({ type: 'integer', minimum: -LAT_E6_MAX, maximum: LAT_E6_MAX, description: 'Micro-degrees' })
  readonly latE6: number;

  @ApiProperty({ type: 'integer', minimum: -LON_E6_MAX, maximum: LON_E6_MAX, description: 'Micro-degrees' })
  readonly lonE6: number;

  @ApiProperty({ enum: FIX_SOURCES, description: 'The device’s receiver, the carrier’s network, or a visit' })
  readonly source: FixSource;
}

const FIXES_MOST = 10_000;

export class ReportLocationFixesBody {
  @ApiProperty({ type: [NewLocationFix], maxItems: FIXES_MOST })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(FIXES_MOST)
  readonly items: readonly unknown[];
}

export class LocationFixItem {
  @ApiProperty({ type: Number })
  readonly id: number;

  @ApiProperty({ type: Date })
  readonly at: Date;

  @ApiProperty({ type: 'integer', description: 'Micro-degrees' })
  readonly latE6: number;

  @ApiProperty({ type: 'integer', description: 'Micro-degrees' })
  readonly lonE6: number;

  @ApiProperty({ enum: FIX_SOURCES })
  readonly source: FixSource;

  @ApiProperty({ type: Date, description: 'When Thaw received it' })
  readonly receivedAt: Date;

  @ApiProperty({ type: String, description: 'user:<id> or machine:<key id>' })
  readonly reportedBy: string;
}

export class LocationFixPage {
  @ApiProperty({ type: [LocationFixItem] })
  readonly items: readonly LocationFixItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}
