export { createKeyEncryption, readOrCreateKey } from './key-file.ts';
export { createObjectStore } from './object-store.ts';
