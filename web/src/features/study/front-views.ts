export const allFrontViews = ['space', 'lines', 'pair'] as const;
export type FrontView = (typeof allFrontViews)[number];

/** How a front of so many objectives can be shown: what shows all of them at once comes first. */
export function frontViews(objectives: number): readonly [FrontView, ...FrontView[]] {
  if (objectives < 3) return ['pair'];
  return objectives === 3 ? ['space', 'lines', 'pair'] : ['lines', 'pair'];
}
