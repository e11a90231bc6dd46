/** Situations the sandbox can be put in. Their names and meaning are part of its interface. */
export const SCENARIOS = {
  normal: 'Everything works.',
  'kitchen-full': 'The kitchen has no free slot: getCapacity says so and scheduleOrder answers 409.',
  'out-of-stock': 'Nothing is in store: checkStock says so and reserveStock answers 409.',
  'payment-declined': 'The payment processor declines: confirmOrder, createPayment and refundPayment answer 402.',
  slow: 'Every operation answers late.',
  flaky: 'Every operation answers 503 twice and then works.',
} as const;

export type ScenarioName = keyof typeof SCENARIOS;

export function isScenario(name: unknown): name is ScenarioName {
  return typeof name === 'string' && Object.hasOwn(SCENARIOS, name);
}
