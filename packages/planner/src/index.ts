export type {
  Choice,
  Decision,
  Intent,
  Planner,
  PlannerInput,
  PlannerState,
  PlannerTurn,
  Question,
  StepExplanation,
  TenantFacts,
  UndoPoint,
} from './conversation.ts';
export type {
  Comparison,
  FlowArg,
  FlowCondition,
  FlowIR,
  FlowStep,
  FlowTest,
  FlowTrigger,
  Span,
  StepKind,
} from './plan/flow.ts';
export { createPlanner, type PlannerOptions } from './planner.ts';
