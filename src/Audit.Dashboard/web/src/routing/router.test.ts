import { describe, expect, it } from 'vitest';
import { currentPlace, href, navigate, withParams } from './router';

describe('the address of a view', () => {
  it('leaves out what is not set', () =>
    expect(href('/events', { q: 'a b', live: true, cols: null, last: '' })).toBe('/events?live=1&q=a+b'));

  it('changes some parameters and keeps the others', () =>
    expect(withParams(new URLSearchParams('a=1&b=2'), { b: null, c: 3 }).toString()).toBe('a=1&c=3'));

  it('is gone back from', () => {
    navigate(href('/actors', { id: 'alice' }));
    expect(currentPlace().path).toBe('/actors');
    expect(currentPlace().search.get('id')).toBe('alice');
  });
});
