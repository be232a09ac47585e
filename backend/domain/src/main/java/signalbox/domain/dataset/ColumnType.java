package signalbox.domain.dataset;

/** What the values of a column are. The lower-case name is the public word. */
public enum ColumnType {
  INTEGER,
  NUMBER,
  BOOLEAN,
  DATETIME,
  STRING
}
