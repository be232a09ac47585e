import { lazyRouteComponent } from '@tanstack/react-router';

export const PredictPanel = lazyRouteComponent(() => import('./predict-panel'), 'PredictPanel');
export const PredictionStates = lazyRouteComponent(() => import('./prediction-states'), 'PredictionStates');
