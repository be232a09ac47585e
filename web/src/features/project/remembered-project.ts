const KEY = 'signalbox.project';

/** The project that was open last in this browser: where the start page leads. */
export function rememberedProject(): string | undefined {
  return localStorage.getItem(KEY) ?? undefined;
}

export function rememberProject(projectId: string): void {
  localStorage.setItem(KEY, projectId);
}

export function forgetProject(): void {
  localStorage.removeItem(KEY);
}
