import { engineError } from '@parley/engine';

export function notFound(executionId: string) {
  return engineError('execution_not_found', `There is no execution ${executionId}`, { hint: 'List the executions.' });
}

export function terminal(executionId: string) {
  return engineError('execution_terminal', `Execution ${executionId} has ended`);
}

export function closing() {
  return engineError('engine_closed', 'The engine is shutting down', { hint: 'Try again.' });
}
