import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What merchant and desk say to each other. */
@Entity('case_message')
@Index('case_message_order', ['caseId', 'sentAt', 'id'])
export class CaseMessage {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @Column({ name: 'from_merchant', type: 'boolean' })
  fromMerchant: boolean;

  @Column({ type: 'text' })
  author: string;

  @Column({ type: 'text' })
  body: string;

  @Column({ name: 'sent_at', type: 'timestamptz' })
  sentAt: Date;
}

/** What staff write for staff. A table of its own: no query for messages can ever return a note. */
@Entity('case_note')
@Index('case_note_order', ['caseId', 'writtenAt', 'id'])
export class CaseNote {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'case_id', type: 'uuid' })
  caseId: string;

  @Column({ type: 'text' })
  author: string;

  @Column({ type: 'text' })
  body: string;

  @Column({ name: 'written_at', type: 'timestamptz' })
  writtenAt: Date;
}
