/** The steps of a start, in order, as a person is shown them. */
export type StartStep = 'database server' | 'databases' | 'services' | 'recovery' | 'ready';

/** Called when a step begins. */
export type Progress = (step: StartStep) => void;
