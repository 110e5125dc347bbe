// The report as one HTML page: nothing is loaded from elsewhere, it prints on paper, and it has a place to sign.

import { printable } from '../../src/model/quoted.ts';
import { html, type Markup } from './markup.ts';
import type {
  MigrationReport,
  ReportAccount,
  ReportFinding,
  ReportGroup,
  ReportLine,
} from './report-shape.ts';

const STYLE = `
:root { --ink: #1c1f23; --soft: #5c6570; --line: #d5dae0; --well: #14713c; --held: #a34a00; --wrong: #b00020; }
* { box-sizing: border-box; }
body { margin: 2.5rem auto; max-width: 64rem; padding: 0 1.5rem; color: var(--ink); background: #fff;
  font: 15px/1.45 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.7rem; margin: 0 0 1rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .6rem; padding-bottom: .25rem; border-bottom: 2px solid var(--ink); }
h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; break-after: avoid; }
h3 small { color: var(--soft); font-weight: normal; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 600; font-size: .85rem; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
.pairs th { width: 17rem; color: var(--ink); font-weight: normal; font-size: inherit; }
.indent { padding-left: 1.4rem; }
.counts td { font-variant-numeric: tabular-nums; font-weight: 600; }
.findings { table-layout: fixed; }
.findings th:first-child { width: 10.5rem; }
.findings th:last-child { width: 22rem; }
.account { font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.why, .remark { color: var(--soft); font-size: .9rem; }
.tag { font-size: .8rem; font-weight: 600; }
.verified, .written, .accepted { color: var(--well); }
.held { color: var(--held); }
.differs { color: var(--wrong); }
.skipped, .planned, .note { color: var(--soft); }
.sign { display: flex; gap: 2rem; margin-top: 4rem; break-inside: avoid; }
.sign div { flex: 2; border-top: 1px solid var(--ink); padding-top: .3rem; color: var(--soft); }
.sign div.date { flex: 1; }
@media screen and (max-width: 40rem) {
  body { margin: 1rem auto; padding: 0 1rem; }
  table, tbody, tr, th, td { display: block; width: auto; }
  thead { display: none; }
  th, td, .pairs th, .findings th:first-child { width: auto; padding: .1rem 0; border-bottom: 0; text-align: left; }
  tr { padding: .4rem 0; border-bottom: 1px solid var(--line); }
  td:empty { display: none; }
  td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); }
  .sign { flex-direction: column; gap: 3rem; }
}
@media print { body { margin: 0; max-width: none; padding: 0; font-size: 10pt; } h2 { break-after: avoid; } }
@page { margin: 18mm 15mm; }
`;

export function reportHtml(report: MigrationReport): string {
  const { title, facts, counts, steps, groups, left, accounts } = report;
  const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${title}</title>
<style>${{ markup: STYLE }}</style>
</head>
<body>
<h1>${title}</h1>
${pairs(facts, '')}
<h2>Counts</h2>
${pairs(counts, 'counts')}
<h2>Steps</h2>
${pairs(steps, '')}
<h2>What does not fit</h2>
${groups.length === 0 ? html`<p>Everything fits.</p>` : groups.map(group)}
<h2>What stays as it is</h2>
${pairs(left, '')}
<h2>Accounts</h2>
${accountsTable(accounts)}
<h2>Signed off</h2>
<div class="sign"><div>Name</div><div>Signature</div><div class="date">Date</div></div>
</body>
</html>
`;
  return markup;
}

function pairs(lines: readonly ReportLine[], kind: string): Markup {
  return html`<table class="pairs ${kind}"><tbody>
${lines.map(
  ({ label, value }) =>
    html`<tr><th scope="row"${label.startsWith(' ') ? html` class="indent"` : ''}>${label.trim()}</th><td>${safe(value)}</td></tr>
`,
)}</tbody></table>`;
}

function group({ title, held, findings }: ReportGroup): Markup {
  const of = held === 0 ? '' : ` (${held} ${held === 1 ? 'account' : 'accounts'} held back)`;
  return html`<h3>${title} <small>${findings.length}${of}</small></h3>
<table class="findings"><thead><tr><th scope="col">Account</th><th scope="col">What, and why it matters</th><th scope="col">Proposal</th></tr></thead><tbody>
${findings.map(findingRow)}</tbody></table>
`;
}

function findingRow({ account, subject, what, why, proposal, blocks, accepted }: ReportFinding): Markup {
  const state = blocks ? 'held' : accepted ? 'accepted' : 'note';
  return html`<tr><td class="account">${account === '' ? '(in general)' : safe(account)}</td><td>${safe(subject)}: ${safe(what)}<div class="why">${safe(why)}</div></td><td>${safe(proposal)} <span class="tag ${state}">${state}</span></td></tr>
`;
}

function accountsTable(accounts: readonly ReportAccount[]): Markup {
  return html`<table><thead><tr><th scope="col">Account</th><th scope="col">Result</th><th scope="col" class="number">uid</th><th scope="col">Linux user</th><th scope="col">Status</th><th scope="col">Package</th><th scope="col">Primary domain</th></tr></thead><tbody>
${accounts.map(
  ({ username, result, uid, user, status, package: label, domain, remarks }) =>
    html`<tr><td class="account">${safe(username)}</td><td class="${result}">${result}</td><td class="number" data-label="uid">${uid}</td><td data-label="Linux user">${user}</td><td data-label="Status">${status}</td><td data-label="Package">${safe(label)}</td><td data-label="Primary domain">${safe(domain)}${remarks.map((remark) => html`<div class="remark">${safe(remark)}</div>`)}</td></tr>
`,
)}</tbody></table>`;
}

function safe(text: string): string {
  return printable(text);
}
