export { type RestateAddress, RestateEngine, type RestateEngineOptions } from './engine.ts';
export { type RestateCluster, type RestateClusterOptions, startRestateCluster } from './server/cluster.ts';
export { type EmbeddedRestate, type EmbeddedRestateOptions, freePorts, startEmbeddedRestate } from './server/start.ts';
