import { describe, expect, it } from 'vitest';
import { parseTerms, printTerms, toggleValue, type Term } from './terms';

describe('a filter as people write it', () => {
  it('reads fields, negations, comparisons, lists, quotes and words', () => {
    expect(parseTerms('actor:alice,"bob b" -table:orders rows>=100 drop carts')).toEqual<Term[]>([
      { field: 'actor', op: ':', values: ['alice', 'bob b'], isNegated: false },
      { field: 'table', op: ':', values: ['orders'], isNegated: true },
      { field: 'rows', op: '>=', values: ['100'], isNegated: false },
      { field: '', op: ':', values: ['drop'], isNegated: false },
      { field: '', op: ':', values: ['carts'], isNegated: false },
    ]);
  });

  it('keeps an empty value that is meant, and drops one that is not there', () => {
    expect(parseTerms('actor:""')).toEqual([{ field: 'actor', op: ':', values: [''], isNegated: false }]);
    expect(parseTerms('actor: -')).toEqual([{ field: '', op: ':', values: ['-'], isNegated: false }]);
  });

  it.each([
    'a:b',
    '-a:"b c",d',
    'x>1 y<=2',
    'words "with spaces"',
    'attr.order:17',
    'k:"say \\"so\\""',
    '"-minus"',
    'a:""',
  ])('prints %s so that it reads the same', (text) => {
    expect(parseTerms(printTerms(parseTerms(text)))).toEqual(parseTerms(text));
  });

  it('ends with whatever is typed, however odd', () => {
    for (const odd of [
      '"',
      ':',
      '::',
      'a:"',
      '-',
      ',,',
      '\\',
      'a:b:c',
      '"\\',
      ' '.repeat(50),
      'é:ü',
      'x'.repeat(50_000),
    ])
      expect(() => printTerms(parseTerms(odd))).not.toThrow();
  });
});

describe('a value that is chosen', () => {
  it('joins others of its field, and goes when it is chosen again', () => {
    const one = toggleValue([], 'actor', 'alice', false);
    const two = toggleValue(one, 'actor', 'bob', false);
    expect(printTerms(two)).toBe('actor:alice,bob');
    expect(printTerms(toggleValue(two, 'actor', 'alice', false))).toBe('actor:bob');
  });

  it('is never wanted and kept out at once', () => {
    expect(printTerms(toggleValue(parseTerms('actor:alice,bob'), 'actor', 'alice', true))).toBe(
      'actor:bob -actor:alice',
    );
  });
});
