import { expect, it } from 'vitest';
import { continueTrace } from './traceparent.ts';

const trace = '0af7651916cd43dd8448eb211c80319c';
const span = 'b7ad6b7169203331';
const [zeroTrace, zeroSpan] = ['0'.repeat(32), '0'.repeat(16)];

it.each([`00-${trace}-${span}-01`, `cc-${trace}-${span}-01-what-comes-later`])('continues the trace of %s', (given) => {
  const next = continueTrace(given);
  expect(next).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-01$`));
  expect(next).not.toContain(span);
});

it('keeps the decision not to sample', () => {
  expect(continueTrace(`00-${trace}-${span}-00`)).toMatch(/-00$/);
});

it.each([
  undefined,
  '',
  'nonsense',
  `ff-${trace}-${span}-01`,
  `00-${zeroTrace}-${span}-01`,
  `00-${trace}-${zeroSpan}-01`,
  `00-${trace.toUpperCase()}-${span}-01`,
])('starts a new trace instead of %j', (given) => {
  const next = continueTrace(given);
  expect(next).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(next).not.toContain(trace);
});
