import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type ActionName } from '@thaw/cases/domain';
import { IsInt, IsNotEmpty, IsOptional, IsString, MaxLength, Min } from 'class-validator';

/** Characters of a text that a person writes. */
export const LONG_TEXT = 4_000;
/** Entries of a list that has one for each finding. */
export const LIST = 5_000;

/** What every action may carry: the version of the case that the actor acted upon. */
export class ActionBody {
  @ApiPropertyOptional({
    type: 'integer',
    description: 'Version of the case you acted upon; needed for actions that move the case',
  })
  @IsOptional()
  @IsInt()
  @Min(1)
  readonly version?: number;
}

export class TextBody extends ActionBody {
  @ApiProperty({ description: 'Why; or the words themselves', maxLength: LONG_TEXT })
  @IsString()
  @IsNotEmpty()
  @MaxLength(LONG_TEXT)
  readonly text: string;
}

/** What a merchant says, or staff for one who phones or posts papers. */
export class SaidByMerchantBody extends TextBody {
  @ApiPropertyOptional({
    description: 'How the merchant said it, e.g. phone or paper; needed when staff file it for the merchant',
    maxLength: 50,
  })
  @IsOptional()
  @IsString()
  @MaxLength(50)
  readonly onBehalfChannel?: string;
}

export class OptionalTextBody extends ActionBody {
  @ApiPropertyOptional({ maxLength: LONG_TEXT })
  @IsOptional()
  @IsString()
  @MaxLength(LONG_TEXT)
  readonly text?: string;
}

/** The bodies of one subject's actions. */
export type ActionBodies = { readonly [action in ActionName]?: new () => ActionBody };
