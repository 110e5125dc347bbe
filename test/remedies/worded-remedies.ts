// Finds what the product tells a person to do, by the syntax trees of its sources.

import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseAst } from 'rolldown/parseAst';

const ROOT = resolve(import.meta.dirname, '../..');

/** Carried out, all of them, by test/model/remedies.test.ts, test/model/syntax-remedies.test.ts and test/desired/account-list.test.ts. */
const ELSEWHERE = [
  /^src\/model\/(json|values|files)\//,
  /^src\/model\/rules\/(?!claim)/,
  /^src\/model\/(schema-findings|php-directive|parse-set|place-findings|text-type)\.ts$/,
  /^src\/desired\/account-list\.ts$/,
];

/** Help and manuals, and programs in other languages. */
const NO_MESSAGES = [/^src\/cli\/(man|completion)\//, /^src\/host\/.*(helper|script)/];
/** Of a command or a field, and no message. */
const DESCRIBES = /^(description|help|summary|line|title|examples)$/;

export interface WordedRemedy {
  readonly file: string;
  /** With `…` for each value in it. */
  readonly text: string;
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** What a person reads behind a semicolon or in a line of its own, when it tells them to act. */
const ACTS =
  'add|apply|ask|begin|boot|change|check|choose|chmod|chown|compare|correct|create|delete|end|enable|find|free|give|have|install|keep|look|make|mend|mount|move|name|open|point|put|raise|read|remove|rename|renew|restart|restore|rm|run|save|say|see|send|set|shorten|start|stop|sudo|systemctl|take|turn|type|upgrade|use|wait|write';
const BEHIND = new RegExp(`(?:; |\\n|: )((?:if [^;]+, |as root: |and )?(?:${ACTS})\\b[^]*)$`);

export function wordedRemedies(): WordedRemedy[] {
  const files = globSync(
    [
      'src/**/*.ts',
      'controllers/**/*.ts',
      'services/**/*.ts',
      'acme/**/*.ts',
      'activator/**/*.ts',
      'front/**/*.ts',
      'migrate-v1/**/*.ts',
    ],
    { cwd: ROOT },
  ).sort();
  const found = files
    .filter((file) => ![...ELSEWHERE, ...NO_MESSAGES].some((each) => each.test(file)))
    .flatMap((file) => remediesIn(readFileSync(join(ROOT, file), 'utf8')).map((text) => ({ file, text })));
  return [...new Map(found.map((each) => [`${each.file}\n${each.text}`, each])).values()];
}

export function remediesIn(source: string): string[] {
  const program = parseAst(source, { lang: 'ts' }) as unknown as Node;
  const found: string[] = [];
  visit(program, false);
  return [...new Set(found)];

  /** @param isRemedy whether all text below the node is what to do */
  function visit(node: Node, isRemedy: boolean): void {
    if (node.type === 'Property' && DESCRIBES.test(nameOf(node.key) ?? '')) return;
    const text = textOf(node);
    if (text !== undefined) {
      const said = isRemedy ? text : BEHIND.exec(text)?.[1];
      if (said !== undefined && /[a-z]{2}/.test(said)) found.push(said);
      // The values in a template may be texts of their own.
      for (const child of childrenOf(node)) visit(child, false);
      return;
    }
    const at = remedyChildren(node);
    for (const child of childrenOf(node))
      if (node.type !== 'Property' || child !== node.key)
        visit(child, at === 'all' || at.includes(child) || (isRemedy && goesOn(node)));
  }
}

/** The children of a node whose text is what to do. */
function remedyChildren(node: Node): 'all' | readonly unknown[] {
  const { type } = node;
  if (
    type === 'Property' &&
    nameOf(node.key) !== undefined &&
    /^(remedy|proposal)$/.test(nameOf(node.key) ?? '')
  )
    return [node.value];
  if (type === 'VariableDeclarator' && /remed/i.test(nameOf(node.id) ?? '')) return [node.init];
  if (type === 'FunctionDeclaration' && /remed/i.test(nameOf(node.id) ?? '')) return 'all';
  if (type === 'CallExpression') {
    const args = node.arguments as readonly unknown[];
    const callee = nameOf(node.callee) ?? '';
    if (/^(warning|problem|note|tested)$/.test(callee)) return args.slice(2, 3);
    if (callee === 'refuse') return args.slice(1, 2);
  }
  return [];
}

/** Through branches, wrappers and returns to the text itself. */
function goesOn({ type, callee }: Node): boolean {
  if (type === 'CallExpression' && nameOf((callee as Node).property) === 'entries') return true;
  return !/^(CallExpression|MemberExpression|BinaryExpression|ImportDeclaration)$/.test(type);
}

function textOf(node: Node): string | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type !== 'TemplateLiteral') return undefined;
  const quasis = node.quasis as readonly { readonly value: { readonly cooked: string } }[];
  return quasis.map(({ value }) => value.cooked).join('…');
}

function nameOf(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null || !('name' in node)) return undefined;
  return typeof node.name === 'string' ? node.name : undefined;
}

function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flat()
    .filter(
      (each): each is Node =>
        typeof each === 'object' && each !== null && 'type' in each && typeof each.type === 'string',
    );
}
