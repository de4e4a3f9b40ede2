import { describe, expect, it } from 'vitest';
import { parseTerms } from './terms';
import { problemOf, toFilter } from './toFilter';

const filter = (text: string) => toFilter(parseTerms(text));
const only = (text: string) => filter(text).and;

describe('the filter that the API is asked with', () => {
  it('is empty without conditions', () => expect(filter('')).toEqual({}));

  it.each([
    ['actor:alice', { actorId: { eq: 'alice' } }],
    ['actor:alice,bob', { actorId: { in: ['alice', 'bob'] } }],
    ['-actor:alice', { not: { actorId: { eq: 'alice' } } }],
    ['table:order*', { table: { like: 'order%' } }],
    ['table:a_b*', { table: { like: 'a\\_b%' } }],
    ['table:x,y*', { or: [{ table: { eq: 'x' } }, { table: { like: 'y%' } }] }],
    ['outcome:failed,blocked', { outcome: ['FAILED', 'BLOCKED'] }],
    ['op:drop', { operation: ['DROP'] }],
    ['destructive:true', { destructive: true }],
    ['ip:10.0.0.0/8', { clientIp: '10.0.0.0/8' }],
    ['rows>=100', { rowsAffected: { gte: 100 } }],
    ['rows:1..5k', { rowsAffected: { gte: 1, lte: 5000 } }],
    ['duration>1.5s', { durationMicroseconds: { gt: 1_500_000 } }],
    ['duration:..250ms', { durationMicroseconds: { lte: 250_000 } }],
    ['risk>=high', { minRisk: 'HIGH' }],
    ['risk<high', { not: { minRisk: 'HIGH' } }],
    ['risk:medium', { and: [{ minRisk: 'MEDIUM' }, { not: { minRisk: 'HIGH' } }] }],
    ['risk:critical', { minRisk: 'CRITICAL' }],
    ['attr.order:17', { attribute: [{ name: 'order', value: { eq: '17' } }] }],
    ['ACTOR:alice', { actorId: { eq: 'alice' } }],
  ])('says %s', (text, expected) => expect(only(text)).toEqual([expected]));

  it('searches for all words together', () => expect(only('drop carts')).toEqual([{ search: 'drop carts' }]));

  it('leaves out what it cannot read, and says why', () => {
    for (const text of ['colour:red', 'rows:many', 'outcome:good', 'risk:huge', 'rows:..', 'destructive:maybe']) {
      expect(only(text)).toBeUndefined();
      expect(problemOf(parseTerms(text)[0]!)).toMatch(/./);
    }
    expect(problemOf(parseTerms('actor:alice')[0]!)).toBeUndefined();
  });
});
