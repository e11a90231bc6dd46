import { describe, expect, it } from 'vitest';
import { tokenise } from '../normalise/tokens.ts';
import { comparisonSpan, readCondition } from './read.ts';

const read = (text: string) => readCondition(tokenise(text));

describe('whether words call something available', () => {
  it.each([
    'so',
    'everything is available',
    'both are fine',
    'the kitchen has capacity',
    'there is enough room',
    'all items are in stock',
    'nothing is missing',
    'nothing is out of stock',
    'the kitchen can take it',
    'it is not full',
    'all checks pass',
  ])('yes: "%s"', (text) => {
    expect(read(text).tests.map((test) => test.available)).toEqual([true]);
  });

  it.each([
    'the kitchen is full',
    'there is none',
    'there is no capacity',
    'something is out of stock',
    'an ingredient is missing',
    'it is not available',
    'the kitchen cannot take it',
    'a check fails',
    'anything is unavailable',
    'the stock is not enough',
    'it is not possible',
  ])('no: "%s"', (text) => {
    expect(read(text).tests.map((test) => test.available)).toEqual([false]);
  });

  it.each(['the order is over $200', 'the status is ready', 'the customer is gold', 'the order is not too large'])(
    'neither: "%s"',
    (text) => {
      expect(read(text).tests.map((test) => test.available)).toEqual([null]);
    },
  );
});

describe('a comparison', () => {
  it.each([
    ['the order is over $200', 'gt', { kind: 'money', value: 200, currency: 'USD' }],
    ['the total is at least 1,250.50 euros', 'ge', { kind: 'money', value: 1250.5, currency: 'EUR' }],
    ['the delay is more than 15 minutes', 'gt', { kind: 'duration', ms: 900_000 }],
    ['it is delayed by more than half an hour', 'gt', { kind: 'duration', ms: 1_800_000 }],
    ['it is 2 hours late', 'ge', { kind: 'duration', ms: 7_200_000 }],
    ['the quantity is below 10', 'lt', { kind: 'number', value: 10 }],
    ['points >= 500', 'ge', { kind: 'number', value: 500 }],
    ['the rating is no more than three', 'le', { kind: 'number', value: 3 }],
    ['the discount exceeds 20%', 'gt', { kind: 'percent', value: 20 }],
    ["the status is 'ready'", 'eq', { kind: 'text', value: 'ready' }],
  ])('is read from "%s"', (text, compare, value) => {
    expect(read(text).tests).toMatchObject([{ compare, value }]);
  });

  it('knows its parts and what joins them', () => {
    expect(read('the order is over $50 and the customer is gold')).toMatchObject({
      join: 'and',
      tests: [{ compare: 'gt' }, { compare: 'eq' }],
    });
    expect(read('the kitchen is full or an ingredient is missing')).toMatchObject({
      join: 'or',
      tests: [{ available: false }, { available: false }],
    });
    expect(read('fish and chips are sold out').tests).toHaveLength(1);
  });

  it('can be denied', () => {
    expect(read('the status is not ready').tests).toMatchObject([{ compare: 'eq', negate: true }]);
  });

  it.each([
    ['tickets older than 48 hours today', ['older', 'hours']],
    ['orders over $50', ['over', '$50']],
    ['two orders', undefined],
  ])('is found among other words: "%s"', (text, ends) => {
    const tokens = tokenise(text);
    const span = comparisonSpan(tokens);

    expect(span && [tokens[span.from]?.text, tokens[span.end - 1]?.text]).toEqual(ends);
  });
});
