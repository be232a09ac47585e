export interface SignInSearch {
  redirect?: string;
}

/** Only an address of this application is followed after the sign-in; `//elsewhere` and `https://…` are not. */
export function signInSearch(search: Record<string, unknown>): SignInSearch {
  const { redirect } = search;
  return typeof redirect === 'string' && /^\/(?![/\\])/.test(redirect) ? { redirect } : {};
}
