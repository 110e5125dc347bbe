import { accountFromCanonical } from '../../model/check-set.ts';
import {
  type CertificateAnswer,
  CertificatesAnswer,
  certificateAnswers,
} from '../answers/certificate-answer.ts';
import type { StatusContext } from '../context.ts';
import { NO_PARAMETERS, route } from '../route.ts';
import { accountRoute } from './account-route.ts';

export const listAccountCertificates = accountRoute({
  path: '/v1/users/{username}/certificates',
  operationId: 'ListAccountCertificates',
  summary: 'The certificate of each site of the account, and what is done about it next',
  query: NO_PARAMETERS,
  answer: CertificatesAnswer,
  handle: async (context, { account }) => ({
    ok: true,
    value: { certificates: await certificatesOf(context, [account]) },
  }),
});

export const listAllCertificates = route({
  path: '/v1/certificates',
  operationId: 'ListCertificates',
  summary: 'The certificates of the sites of all accounts',
  query: NO_PARAMETERS,
  answer: CertificatesAnswer,
  async handle(context) {
    const accounts = [...context.journal.accounts()].filter(
      ({ retiredAt, purgedAt }) => retiredAt === null && purgedAt === null,
    );
    return { ok: true, value: { certificates: await certificatesOf(context, accounts) } };
  },
});

async function certificatesOf(
  { journal, certificates }: StatusContext,
  accounts: readonly { readonly username: string; readonly desiredRevision: string | null }[],
): Promise<CertificateAnswer[]> {
  const found = await certificates.all();
  return accounts.flatMap(({ username, desiredRevision }) => {
    const text = desiredRevision && journal.revisionText(desiredRevision);
    const checked = text ? accountFromCanonical(username, text) : undefined;
    if (checked?.ok !== true) return [];
    const retries = journal.afterRetriesOf(username).filter(({ resource }) => resource === 'certificate');
    return certificateAnswers(checked.account, { found, retries });
  });
}
