import { FIELDS, RISKS, fieldName } from './fields';

export interface Suggestion {
  text: string;
  hint: string;
}

const MOST = 9;

/** What the last word may become. */
export function suggest(typed: string): Suggestion[] {
  const word = /\S*$/.exec(typed)![0];
  const sign = word.startsWith('-') ? '-' : '';
  const rest = word.slice(sign.length);
  const head = /^([A-Za-z]+)(:|>=|<=|>|<)(.*)$/.exec(rest);
  if (head) return values(head[1]!, sign, head[2]!, head[3]!);
  if (typed !== '' && rest === '') return [];
  const wanted = rest.toLowerCase();
  return Object.entries(FIELDS)
    .filter(
      ([name, field]) =>
        name.toLowerCase().startsWith(wanted) || (wanted.length > 1 && field.label.toLowerCase().includes(wanted)),
    )
    .map(([name, field]) => ({ text: `${sign}${name}${field.kind === 'number' ? '>' : ':'}`, hint: field.label }))
    .slice(0, MOST);
}

function values(typedField: string, sign: string, op: string, typedValue: string): Suggestion[] {
  const name = fieldName(typedField);
  const field = name ? FIELDS[name] : undefined;
  if (!name || !field) return [];
  const known =
    field.kind === 'enum'
      ? field.values
      : field.kind === 'risk'
        ? RISKS
        : field.kind === 'flag'
          ? ['true', 'false']
          : [];
  const before = typedValue.slice(0, typedValue.lastIndexOf(',') + 1);
  const wanted = typedValue.slice(before.length).toLowerCase();
  return known
    .filter((value) => value.startsWith(wanted) && value !== wanted)
    .map((value) => ({ text: `${sign}${name}${op}${before}${value}`, hint: field.label }))
    .slice(0, MOST);
}
