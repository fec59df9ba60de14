import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A guess at signing in of the last quarter of an hour. */
@Entity('sign_in_guess')
@Index('sign_in_guess_login', ['login', 'at'])
@Index('sign_in_guess_network', ['network', 'at'])
@Index('sign_in_guess_at', ['at'])
export class SignInGuess {
  @PrimaryColumn('uuid')
  id: string;

  /** SHA-256 of the name, whether anybody has it or not: people type passwords where the name belongs. */
  @Column('bytea')
  login: Buffer;

  /** SHA-256 of the network, see `networkOf`. */
  @Column('bytea')
  network: Buffer;

  @Column('timestamptz')
  at: Date;
}
