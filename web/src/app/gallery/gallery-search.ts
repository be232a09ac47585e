/** What of the gallery is in its address: `/gallery?group=charts&theme=dark`. */
export interface GallerySearch {
  group?: string;
  /** Instead of the theme that is chosen, on this page alone. */
  theme?: 'light' | 'dark';
  /** The dialog that is open. */
  dialog?: string;
}

const wordOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[a-z-]{1,40}$/.test(value) ? value : undefined;

export function gallerySearch(search: Record<string, unknown>): GallerySearch {
  return {
    group: wordOf(search.group),
    theme: search.theme === 'light' || search.theme === 'dark' ? search.theme : undefined,
    dialog: wordOf(search.dialog),
  };
}
