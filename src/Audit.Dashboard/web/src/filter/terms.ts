/** One condition of a filter as people write it: `actor:alice`, `-table:orders`, `rows>=100`, `carts`. */
export interface Term {
  /** Empty: words to search for. */
  field: string;
  op: ':' | '>' | '>=' | '<' | '<=';
  /** One of these. */
  values: string[];
  isNegated: boolean;
}

const HEAD = /^([A-Za-z][\w]*(?:\.[^\s:<>=",]+)?)(:|>=|<=|>|<)/;

/** Reads what was typed. Nothing is an error: what is no condition is a word to search for. */
export function parseTerms(text: string): Term[] {
  const terms: Term[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at]!)) {
      at++;
      continue;
    }
    const isNegated = text[at] === '-' && at + 1 < text.length && !/\s/.test(text[at + 1]!);
    if (isNegated) at++;
    const head = HEAD.exec(text.slice(at, at + 200));
    if (head) at += head[0].length;
    const [values, end] = readValues(text, at, !!head);
    at = Math.max(end, at + (head ? 0 : 1));
    const kept = values.filter((value) => value.isQuoted || value.text !== '').map((value) => value.text);
    if (kept.length === 0) continue;
    terms.push({ field: head?.[1] ?? '', op: (head?.[2] as Term['op'] | undefined) ?? ':', values: kept, isNegated });
  }
  return terms;
}

interface Value {
  text: string;
  isQuoted: boolean;
}

function readValues(text: string, start: number, isList: boolean): [Value[], number] {
  const values: Value[] = [];
  let at = start;
  let value: Value = { text: '', isQuoted: false };
  while (at < text.length && !/\s/.test(text[at]!)) {
    const character = text[at]!;
    if (character === '"' && value.text === '') {
      const [quoted, end] = readQuoted(text, at);
      value = { text: quoted, isQuoted: true };
      at = end;
    } else if (character === ',' && isList) {
      values.push(value);
      value = { text: '', isQuoted: false };
      at++;
    } else {
      value.text += character;
      at++;
    }
  }
  values.push(value);
  return [values, at];
}

function readQuoted(text: string, start: number): [string, number] {
  let value = '';
  let at = start + 1;
  while (at < text.length && text[at] !== '"') {
    if (text[at] === '\\' && at + 1 < text.length) at++;
    value += text[at];
    at++;
  }
  return [value, Math.min(at + 1, text.length)];
}

function quote(value: string): string {
  return value === '' || /[\s,"]/.test(value) || value.startsWith('-') ? `"${value.replace(/["\\]/g, '\\$&')}"` : value;
}

export function printTerm(term: Term): string {
  const values = term.values.map(quote).join(',');
  return `${term.isNegated ? '-' : ''}${term.field ? term.field + term.op : ''}${values}`;
}

/** The text that wants one value of a field. */
export function printValue(field: string, value: string): string {
  return printTerm({ field, op: ':', values: [value], isNegated: false });
}

export function printTerms(terms: Term[]): string {
  return terms.map(printTerm).join(' ');
}

/** Wants a value of a field, or keeps it out. A value that is there in the same way already is taken away. */
export function toggleValue(terms: Term[], field: string, value: string, isNegated: boolean): Term[] {
  const has = terms.some((term) => isPlain(term, field, isNegated) && term.values.includes(value));
  // The opposite makes no sense beside it.
  const rest = withoutValue(withoutValue(terms, field, value, true), field, value, false);
  return has ? rest : addValue(rest, field, value, isNegated);
}

export function hasValue(terms: Term[], field: string, value: string, isNegated: boolean): boolean {
  return terms.some((term) => isPlain(term, field, isNegated) && term.values.includes(value));
}

function addValue(terms: Term[], field: string, value: string, isNegated: boolean): Term[] {
  const index = terms.findIndex((term) => isPlain(term, field, isNegated));
  if (index < 0) return [...terms, { field, op: ':', values: [value], isNegated }];
  return terms.map((term, at) => (at === index ? { ...term, values: [...term.values, value] } : term));
}

function withoutValue(terms: Term[], field: string, value: string, isNegated: boolean): Term[] {
  return terms
    .map((term) =>
      isPlain(term, field, isNegated) ? { ...term, values: term.values.filter((known) => known !== value) } : term,
    )
    .filter((term) => term.values.length > 0);
}

function isPlain(term: Term, field: string, isNegated: boolean): boolean {
  return term.field === field && term.op === ':' && term.isNegated === isNegated;
}
