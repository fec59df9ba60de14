import { JOBS, JOB_NAMES } from './catalogue';

it('lets nothing stand before a code to sign in with but other codes', () => {
  const { queue } = JOBS['sign_in_code.send'];
  expect(JOB_NAMES.filter((name) => JOBS[name].queue === queue)).toEqual(['sign_in_code.send']);
});
