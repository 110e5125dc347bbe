import { resourceController } from '../controller.ts';
import { desiredCertificates } from './desired.ts';
import { observeCertificates } from './observe.ts';
import { planCertificates } from './plan.ts';

/** The certificates that a certificate authority signs for the account's sites, one for each. */
export const certificate = resourceController({
  kind: 'certificate',
  // A purge puts them into the archive of the home.
  isLongRunning: true,
  // The authority looks at what the site answers on port 80.
  needs: ['nginx-vhost'],
  desired: desiredCertificates,
  observe: observeCertificates,
  plan: planCertificates,
});
