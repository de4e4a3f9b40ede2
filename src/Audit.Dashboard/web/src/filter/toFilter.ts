import type { AuditEventFilter, LongFilter, Risk, StringFilter } from '../generated/graphql';
import { FIELDS, RISKS, fieldName, type Field } from './fields';
import type { Term } from './terms';

/** What the API is asked for. Conditions that cannot be read are told by {@link problemOf}, and left out here. */
export function toFilter(terms: Term[]): AuditEventFilter {
  const conditions: AuditEventFilter[] = [];
  const words: string[] = [];
  for (const term of terms) {
    if (term.field === '' && !term.isNegated) words.push(...term.values);
    else {
      const condition = conditionOf(term);
      if (condition) conditions.push(term.isNegated ? { not: condition } : condition);
    }
  }
  if (words.length > 0) conditions.push({ search: words.join(' ') });
  return conditions.length > 0 ? { and: conditions } : {};
}

/** Why a condition says nothing; undefined when it does. */
export function problemOf(term: Term): string | undefined {
  if (term.field === '') return undefined;
  if (term.field.toLowerCase().startsWith('attr.')) return undefined;
  const name = fieldName(term.field);
  if (!name) return `There is no field “${term.field}”.`;
  return conditionOf(term)
    ? undefined
    : `“${term.values.join(',')}” is no ${FIELDS[name]!.label.toLowerCase()} to compare with.`;
}

function conditionOf(term: Term): AuditEventFilter | undefined {
  if (term.field === '') return { search: term.values.join(' ') };
  if (term.field.toLowerCase().startsWith('attr.')) {
    const conditions = textConditions(term.values).map((value) => ({
      attribute: [{ name: term.field.slice(5), value }],
    }));
    return anyOf(conditions);
  }
  const name = fieldName(term.field);
  return name ? anyOf(alternatives(FIELDS[name]!, term)) : undefined;
}

function alternatives(field: Field, term: Term): (AuditEventFilter | undefined)[] {
  switch (field.kind) {
    case 'text':
      return textConditions(term.values).map((value) => ({ [field.key]: value }));
    case 'exact':
      return term.values.map((value) => ({ [field.key]: value }));
    case 'operation':
      return [{ operation: term.values.map((value) => value.toUpperCase()) }];
    case 'enum': {
      const known = term.values.map((value) => value.toLowerCase()).filter((value) => field.values.includes(value));
      return [
        known.length === term.values.length ? { [field.key]: known.map((value) => value.toUpperCase()) } : undefined,
      ];
    }
    case 'flag':
      return term.values.map((value) =>
        /^(true|yes|1)$/i.test(value)
          ? { destructive: true }
          : /^(false|no|0)$/i.test(value)
            ? { destructive: false }
            : undefined,
      );
    case 'risk':
      return term.values.map((value) => riskCondition(term.op, value.toLowerCase()));
    case 'number':
      return term.values.map((value) => numberCondition(field, term.op, value));
  }
}

/** All alternatives must be understood: half a condition is another one. */
function anyOf(conditions: (AuditEventFilter | undefined)[]): AuditEventFilter | undefined {
  if (conditions.length === 0 || conditions.some((condition) => !condition)) return undefined;
  return conditions.length === 1 ? conditions[0] : { or: conditions as AuditEventFilter[] };
}

function textConditions(values: string[]): StringFilter[] {
  const exact = values.filter((value) => !value.includes('*'));
  const patterns = values.filter((value) => value.includes('*')).map((value) => ({ like: likeOf(value) }));
  return [...(exact.length === 1 ? [{ eq: exact[0] }] : exact.length > 1 ? [{ in: exact }] : []), ...patterns];
}

function likeOf(pattern: string): string {
  return pattern.replace(/[\\%_]/g, '\\$&').replace(/\*/g, '%');
}

function atLeast(risk: string | undefined): AuditEventFilter {
  return risk ? { minRisk: risk.toUpperCase() as Risk } : { and: [] };
}

function riskCondition(op: Term['op'], value: string): AuditEventFilter | undefined {
  const level = RISKS.findIndex((risk) => risk === value);
  if (level < 0) return undefined;
  const above = RISKS[level + 1];
  switch (op) {
    case '>=':
      return atLeast(value);
    case '>':
      return above ? atLeast(above) : { category: [] };
    case '<':
      return { not: atLeast(value) };
    case '<=':
      return above ? { not: atLeast(above) } : atLeast('none');
    case ':':
      return above ? { and: [atLeast(value), { not: atLeast(above) }] } : atLeast(value);
  }
}

function numberCondition(
  field: Extract<Field, { kind: 'number' }>,
  op: Term['op'],
  text: string,
): AuditEventFilter | undefined {
  const read = (part: string) => (field.isTime ? microseconds(part) : count(part));
  const build = (condition: LongFilter): AuditEventFilter => ({ [field.key]: condition });
  const range = /^(.*?)\.\.(.*)$/.exec(text);
  if (range && op === ':') {
    const from = range[1] ? read(range[1]) : undefined;
    const to = range[2] ? read(range[2]) : undefined;
    const isWrong =
      (!!range[1] && from === undefined) ||
      (!!range[2] && to === undefined) ||
      (from === undefined && to === undefined);
    return isWrong
      ? undefined
      : build({ ...(from !== undefined && { gte: from }), ...(to !== undefined && { lte: to }) });
  }
  const value = read(text);
  if (value === undefined) return undefined;
  const names = { ':': 'eq', '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte' } as const;
  return build({ [names[op]]: value });
}

function count(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([kM]?)$/.exec(text);
  return match
    ? Math.round(Number(match[1]) * (match[2] === 'k' ? 1000 : match[2] === 'M' ? 1_000_000 : 1))
    : undefined;
}

const UNITS: Record<string, number> = { us: 1, µs: 1, ms: 1000, '': 1000, s: 1_000_000, min: 60_000_000 };

function microseconds(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(us|µs|ms|s|min|)$/.exec(text);
  return match ? Math.round(Number(match[1]) * UNITS[match[2]!]!) : undefined;
}
