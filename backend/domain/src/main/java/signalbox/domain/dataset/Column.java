package signalbox.domain.dataset;

/** A column of a table. Names are unique within a table. */
public record Column(String name, ColumnType type) {}
