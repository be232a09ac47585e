import type { MetricValue } from '@/shared/api/types';

/** The final values that a person looks at first, best known first, by the last part of the key. */
const ORDER = [
  'roc_auc',
  'auc',
  'r2',
  'rmse',
  'log_loss',
  'f1',
  'f1_macro',
  'accuracy',
  'balanced_accuracy',
  'mae',
  'average_precision',
  'precision',
  'recall',
  'objective',
  'incumbent',
  'gap_integral',
  'solved',
  'par10',
  'gap',
];

const TITLES: Record<string, string> = {
  roc_auc: 'ROC AUC',
  auc: 'AUC',
  r2: 'R²',
  rmse: 'RMSE',
  mae: 'MAE',
  mse: 'MSE',
  mape: 'MAPE',
  log_loss: 'Log loss',
  f1: 'F1',
  f1_macro: 'F1 (macro)',
  accuracy: 'Accuracy',
  balanced_accuracy: 'Balanced accuracy',
  average_precision: 'Average precision',
  precision: 'Precision',
  recall: 'Recall',
  loss: 'Loss',
  objective: 'Objective',
  incumbent: 'Incumbent',
  gap: 'Gap',
  par10: 'PAR10',
};

export function suffixOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

export function prefixOf(key: string): string {
  const at = key.lastIndexOf('/');
  return at < 0 ? '' : key.slice(0, at);
}

export function metricTitle(key: string): string {
  const suffix = suffixOf(key);
  if (TITLES[suffix]) return TITLES[suffix];
  const words = suffix.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** At most `count` final values; held-out ones before those of the training rows, spreads (`…_std`) never. */
export function headlineMetrics(
  summary: Record<string, MetricValue>,
  count: number,
): readonly (readonly [string, MetricValue])[] {
  const rank = (key: string) => {
    const at = ORDER.indexOf(suffixOf(key));
    return at < 0 ? ORDER.length : at;
  };
  return Object.entries(summary)
    .filter(([key]) => ORDER.includes(suffixOf(key)) && !/^train(\/|$)/.test(prefixOf(key)))
    .sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b))
    .slice(0, count);
}
