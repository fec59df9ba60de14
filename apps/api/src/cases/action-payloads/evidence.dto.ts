import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { EVIDENCE_CODES, type EvidenceCode } from '@thaw/cases/domain';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { SlipsWantedBody } from './slips.dto';
import { ActionBody, LONG_TEXT, OptionalTextBody, TextBody, type ActionBodies } from './action-body.dto';

class WantedItem {
  @ApiProperty({ enum: EVIDENCE_CODES })
  @IsIn(EVIDENCE_CODES)
  readonly code: EvidenceCode;

  @ApiProperty()
  @IsBoolean()
  readonly required: boolean;
}

class RequestEvidenceBody extends OptionalTextBody {
  @ApiProperty({ type: [WantedItem] })
  @IsArray()
  @ArrayMaxSize(30)
  @ValidateNested({ each: true })
  @Type(() => WantedItem)
  readonly items: WantedItem[];

  @ApiPropertyOptional({
    type: SlipsWantedBody,
    description: 'Slips of single sales, under the item for slips',
  })
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => SlipsWantedBody)
  readonly slips?: SlipsWantedBody;
}

class Absence {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly itemId: string;

  @ApiProperty({ description: 'Why it cannot be supplied' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONG_TEXT)
  readonly reason: string;
}

class SubmitEvidenceBody extends ActionBody {
  @ApiPropertyOptional({ type: [Absence] })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(30)
  @ValidateNested({ each: true })
  @Type(() => Absence)
  readonly absences?: Absence[];

  @ApiPropertyOptional({
    description: 'Saves what was said so far; the request stays open, and what is missing may come later',
  })
  @IsOptional()
  @IsBoolean()
  readonly partial?: boolean;

  @ApiPropertyOptional({ description: 'How the merchant handed it in, when staff submit for the merchant' })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  readonly onBehalfChannel?: string;
}

class ItemBody extends ActionBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly itemId: string;
}

class ItemWithReasonBody extends TextBody {
  @ApiProperty({ format: 'uuid' })
  @IsUUID()
  readonly itemId: string;
}

export const EVIDENCE_BODIES = {
  request_evidence: RequestEvidenceBody,
  submit_evidence: SubmitEvidenceBody,
  recall_request: TextBody,
  assess: ItemBody,
  reject: ItemWithReasonBody,
  waive: ItemWithReasonBody,
} satisfies ActionBodies;
