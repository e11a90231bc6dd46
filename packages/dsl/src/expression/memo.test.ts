import { describe, expect, it } from 'vitest';
import { Memo } from './memo.ts';

describe('Memo', () => {
  it('works the same thing out once', () => {
    const memo = new Memo<object>();
    const first = memo.get('a', () => ({}));
    expect(memo.get('a', () => ({}))).toBe(first);
  });
  it('forgets what was not asked for in a long time, and keeps what was', () => {
    const memo = new Memo<object>();
    const used = memo.get('used', () => ({}));
    const unused = memo.get('unused', () => ({}));
    for (let i = 0; i < 5_000; i++) {
      memo.get(`key ${i} ${'x'.repeat(200)}`, () => ({}));
      memo.get('used', () => ({}));
    }
    expect(memo.get('used', () => ({}))).toBe(used);
    expect(memo.get('unused', () => ({}))).not.toBe(unused);
  });
  it('does not keep very long keys', () => {
    const memo = new Memo<object>();
    const key = 'x'.repeat(10_000);
    expect(memo.get(key, () => ({}))).not.toBe(memo.get(key, () => ({})));
  });
});
