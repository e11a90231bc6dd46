export { createOpenApiDocument } from './openapi.ts';
export { type ServiceRoutes, serviceRoutes } from './operation-route.ts';
export { createHttpServer, type HttpServer, type HttpServerOptions, type Mount } from './server.ts';
