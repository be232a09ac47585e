package signalbox.infrastructure.postgres.transfer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.Field;
import org.jooq.Table;

/**
 * A table whose rows belong to projects, and how each of its columns travels.
 *
 * @param rows which of them belong to the project {0}; of personal ones those of the user {1}. The
 *     table is called t
 */
record TransferTable(
    Table<?> table, String rows, List<Field<?>> order, Map<Field<?>, ColumnRule> columns) {
  TransferTable {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }

  static TransferTable of(Table<?> table, String rows, Field<?>... order) {
    return new TransferTable(table, rows, List.of(order), Map.of());
  }

  /** The same with more columns. */
  TransferTable with(ColumnRule rule, Field<?>... fields) {
    Map<Field<?>, ColumnRule> more = new LinkedHashMap<>(columns);
    for (Field<?> field : fields) {
      if (more.put(field, rule) != null) {
        throw new IllegalArgumentException(field + " has two rules");
      }
    }
    return new TransferTable(table, rows, order, more);
  }

  /** As it is called in the file. */
  String name() {
    return table.getName();
  }

  /** The statement whose one column is a row as JSON, for each row. */
  String select() {
    List<String> read = new ArrayList<>();
    columns.forEach((field, rule) -> {
      if (travels(rule)) {
        read.add("t." + quoted(field));
      }
    });
    return """
    select to_jsonb(x)::text
    from metadata.%s t cross join lateral (select %s) x
    where %s
    order by %s
    """
        .formatted(
            name(),
            String.join(", ", read),
            rows,
            order.stream().map(field -> "t." + quoted(field)).collect(Collectors.joining(", ")));
  }

  /** The statement that writes rows; {0} is a JSON array of objects that have these columns. */
  String insert(List<String> names) {
    String list = names.stream().map(TransferTable::quoted).collect(Collectors.joining(", "));
    return """
    insert into metadata.%1$s (%2$s)
    select %2$s from jsonb_populate_recordset(null::metadata.%1$s, {0})
    """
        .formatted(name(), list);
  }

  /** True for a column that is in the file. */
  static boolean travels(ColumnRule rule) {
    return switch (rule) {
      case KEPT, RENEWED, USER_OR_NONE, OBJECT, MEDIA_TYPE, DOCUMENT -> true;
      case PROJECT, USER, LEFT_OUT -> false;
    };
  }

  private static String quoted(Field<?> field) {
    return quoted(field.getName());
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }
}
