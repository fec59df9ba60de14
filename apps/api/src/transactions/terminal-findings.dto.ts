import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { StandingItem } from './appends.dto';

class Words {
  @ApiProperty({ type: String, description: 'In Chinese' })
  readonly zh: string;

  @ApiProperty({ type: String, description: 'In English' })
  readonly en: string;
}

export class TerminalFindingItem {
  @ApiProperty({ type: String, example: 'R6a' })
  readonly rule: string;

  @ApiProperty({ type: String, description: 'With the rule, tells the finding apart' })
  readonly key: string;

  @ApiProperty({ type: Number, description: 'Of the rule' })
  readonly version: number;

  @ApiProperty({ type: Words })
  readonly title: Words;

  @ApiProperty({ type: Words })
  readonly explanation: Words;

  @ApiProperty({ type: Number })
  readonly weight: number;

  @ApiProperty({ type: String, nullable: true, description: 'Stands for the card' })
  readonly card: string | null;

  @ApiProperty({ type: Date })
  readonly from: Date;

  @ApiProperty({ type: Date })
  readonly to: Date;

  @ApiProperty({ type: Number })
  readonly count: number;

  @ApiProperty({ type: Number })
  readonly sumFen: number;

  @ApiProperty({ type: Number })
  readonly measured: number;

  @ApiProperty({ type: Number })
  readonly threshold: number;

  @ApiProperty({ type: String })
  readonly unit: string;

  @ApiProperty({ type: Object, additionalProperties: { type: 'number' } })
  readonly parameters: Readonly<Record<string, number>>;

  @ApiProperty({ type: Object, additionalProperties: { type: 'number' } })
  readonly details: Readonly<Record<string, number>>;

  @ApiProperty({
    type: Boolean,
    description: 'False while it rests on the latest transactions, among which a late one may still come',
  })
  readonly settled: boolean;
}

export class TerminalFindingsPage extends StandingItem {
  @ApiProperty({
    type: Date,
    nullable: true,
    description: 'When locations, chargebacks and cards of other terminals were last looked at: once a day',
  })
  readonly factsAsOf: Date | null;

  @ApiProperty({ type: [TerminalFindingItem], description: 'By rule, then by time' })
  readonly items: readonly TerminalFindingItem[];
}

export class FindingTransactionsQuery {
  @ApiProperty({ type: String, example: 'R6a' })
  @IsString()
  @MaxLength(16)
  readonly rule: string;

  @ApiProperty({ type: String, description: 'As the finding has it' })
  @IsString()
  @MaxLength(200)
  readonly key: string;
}

export class FindingTransactions {
  @ApiProperty({ type: [Number], description: 'In the order of the history' })
  readonly ids: readonly number[];
}
