export { createGrpcCaller, type GrpcCallerOptions, type GrpcNetwork } from './grpc-caller.ts';
