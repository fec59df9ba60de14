import { Entity, Index, PrimaryColumn } from 'typeorm';

/** A card, by its token, that a finding of weight names in a scan or the watch of a case. Two tokens of one card under two keys differ. */
@Entity('flagged_card')
@Index('flagged_card_case', ['caseId', 'cardToken'])
export class FlaggedCard {
  @PrimaryColumn({ name: 'card_token', type: 'text' })
  cardToken: string;

  @PrimaryColumn({ name: 'case_id', type: 'uuid' })
  caseId: string;
}
