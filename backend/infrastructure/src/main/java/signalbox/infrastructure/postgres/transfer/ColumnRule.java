package signalbox.infrastructure.postgres.transfer;

/** How a column travels with its project. */
enum ColumnRule {
  /** As it is. */
  KEPT,
  /** The id of something in the project, or several: renewed when it comes. */
  RENEWED,
  /** The project's id: not in the file, for there is only one. */
  PROJECT,
  /** Somebody: not in the file; when it comes, whoever imports it. */
  USER,
  /**
   * Somebody or nobody: in the file only which of the two, as true or null; when it comes, whoever
   * imports it, or nobody.
   */
  USER_OR_NONE,
  /** The key of an object: in the file by its name there. */
  OBJECT,
  /** A content type: bytes where it cannot be sent. */
  MEDIA_TYPE,
  /** JSON with ids, users and keys of objects in it, by the names of their properties. */
  DOCUMENT,
  /** Not in the file; its default when it comes. */
  LEFT_OUT
}
