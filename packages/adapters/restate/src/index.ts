export { type RestateAddress, RestateEngine, type RestateEngineOptions } from './engine.ts';
export { type EmbeddedRestate, type EmbeddedRestateOptions, startEmbeddedRestate } from './server/start.ts';
