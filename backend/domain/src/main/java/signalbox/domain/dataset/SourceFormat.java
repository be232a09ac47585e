package signalbox.domain.dataset;

/** What kind of file a dataset was read from. The lower-case name is the public word. */
public enum SourceFormat {
  CSV,
  PARQUET,
  /** One JSON object a line. */
  JSONL,
  XLSX
}
