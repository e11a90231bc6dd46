export { testObjectStore } from './object-store-suite.ts';
