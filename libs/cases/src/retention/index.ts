export * from './legal-holds.service';
export * from './person-erasures.service';
export { PersonalDataQuery, type PersonalData } from './personal-data.query';
export * from './retention.query';
export * from './retention.service';
