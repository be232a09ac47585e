import { lazyRouteComponent } from '@tanstack/react-router';

export type { ComparedSolve } from './compared-solves';
export { type SolveSearch, solveSearch } from './solve-search';
export { studyInstancesQuery } from './study-instances';
export const SolveFacts = lazyRouteComponent(() => import('./solve-facts'), 'SolveFacts');
export const ConvergenceTab = lazyRouteComponent(() => import('./convergence-tab'), 'ConvergenceTab');
export const InstancesTab = lazyRouteComponent(() => import('./instances-tab'), 'InstancesTab');
export const SolutionTab = lazyRouteComponent(() => import('./solution-tab'), 'SolutionTab');
export const ModelTab = lazyRouteComponent(() => import('./model-tab'), 'ModelTab');
export const SolveStates = lazyRouteComponent(() => import('./solve-states'), 'SolveStates');
export const ComparedSolves = lazyRouteComponent(() => import('./compared-solves'), 'ComparedSolves');
