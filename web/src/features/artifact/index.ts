import { lazyRouteComponent } from '@tanstack/react-router';

export { artifactPath, artifactsKey, artifactsQuery, jsonArtifactQuery } from './queries';
export const ArtifactList = lazyRouteComponent(() => import('./artifact-list'), 'ArtifactList');
export const Evaluation = lazyRouteComponent(() => import('./evaluation'), 'Evaluation');
export const EvaluationCurves = lazyRouteComponent(() => import('./compared-evaluation'), 'EvaluationCurves');
export const ConfusionMatrices = lazyRouteComponent(() => import('./compared-evaluation'), 'ConfusionMatrices');
export const EvaluationStates = lazyRouteComponent(() => import('./evaluation-states'), 'EvaluationStates');
