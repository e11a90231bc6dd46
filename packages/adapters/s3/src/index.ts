export { createS3ObjectStore, parseS3Url, type S3Options } from './object-store.ts';
