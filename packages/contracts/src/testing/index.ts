export { type EventBusHarness, type FailedDelivery, testEventBus } from './event-bus.ts';
