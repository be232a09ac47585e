package signalbox.domain.dataset;

/** How a dataset's bytes are laid out. The lower-case name is the public word. */
public enum DatasetFormat {
  CSV,
  PARQUET
}
