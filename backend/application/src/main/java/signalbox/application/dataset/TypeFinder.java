package signalbox.application.dataset;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.error.Fault;

/** Finds the types of columns while rows pass: the first that all values of a column fit. */
final class TypeFinder implements TableFiles.RowSink {
  private final char decimal;
  private final List<Possible> columns = new ArrayList<>();
  private List<ColumnType> declared = List.of();
  private long rows;

  TypeFinder(char decimal) {
    this.decimal = decimal;
  }

  private static final class Possible {
    private final String name;
    private boolean any;
    private boolean integer = true;
    private boolean number = true;
    private boolean bool = true;
    private boolean dateTime = true;

    Possible(String name) {
      this.name = name;
    }

    void see(String text, char decimal) {
      any = true;
      if (number) {
        String pointed = Values.withPoint(text, decimal);
        number = Values.number(pointed).isPresent();
        integer = integer && number && Values.isInteger(pointed);
      }
      bool = bool && Values.isBoolean(text);
      dateTime = dateTime && Values.dateTime(text).isPresent();
    }

    ColumnType type() {
      if (!any) {
        return ColumnType.STRING;
      }
      if (number) {
        return integer ? ColumnType.INTEGER : ColumnType.NUMBER;
      }
      if (bool) {
        return ColumnType.BOOLEAN;
      }
      return dateTime ? ColumnType.DATETIME : ColumnType.STRING;
    }
  }

  @Override
  public void header(List<String> names, List<ColumnType> types) {
    names.forEach(name -> columns.add(new Possible(name)));
    declared = types;
  }

  @Override
  public void row(long line, @Nullable String[] values) {
    rows++;
    for (int i = 0; i < values.length; i++) {
      @Nullable String value = values[i];
      Possible possible = columns.get(i);
      if (value != null && (possible.number || possible.bool || possible.dateTime)) {
        possible.see(value.strip(), decimal);
      }
    }
  }

  @Override
  public void fault(Fault fault) {}

  List<Column> columns() {
    List<Column> found = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Possible possible = columns.get(i);
      found.add(new Column(possible.name, declared.isEmpty() ? possible.type() : declared.get(i)));
    }
    return found;
  }

  long rows() {
    return rows;
  }
}
