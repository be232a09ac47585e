import type { components } from './schema';

type Schemas = components['schemas'];

export type Problem = Schemas['Problem'];
export type Dataset = Schemas['Dataset'];
export type DatasetPreview = Schemas['DatasetPreview'];
export type ColumnProfile = Schemas['ColumnProfile'];
export type Column = Schemas['Column'];
export type TargetCheck = Schemas['TargetCheck'];
export type Algorithm = Schemas['Algorithm'];
export type Run = Schemas['Run'];
export type NewRun = Schemas['NewRun'];
export type RunStatus = Schemas['RunStatus'];
export type RunKind = Schemas['RunKind'];
export type RunEvent = Schemas['RunEvent'];
export type MetricValue = Schemas['MetricValue'];
export type MetricSeries = Schemas['MetricSeries'];
export type Artifact = Schemas['Artifact'];
export type ModelVersion = Schemas['ModelVersion'];
export type ModelSignature = Schemas['ModelSignature'];
export type PredictAnswer = Schemas['PredictAnswer'];
export type ServiceInstance = Schemas['ServiceInstance'];
