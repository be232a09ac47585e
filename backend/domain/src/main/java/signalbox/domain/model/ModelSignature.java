package signalbox.domain.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.run.Task;

/** What a stored model takes and gives: {@code contracts/model-signature.schema.json}. */
public record ModelSignature(Task task, String target, List<Input> inputs, Output output) {
  public ModelSignature {
    inputs = List.copyOf(inputs);
  }

  public Optional<Input> input(String name) {
    return inputs.stream().filter(input -> input.name().equals(name)).findFirst();
  }

  /**
   * What keeps a table from being predicted: missing required columns, then columns of the wrong
   * type, in the order of the signature. Empty when it fits; columns that the model does not read
   * are welcome.
   */
  public List<Misfit> misfits(List<Column> columns) {
    Map<String, ColumnType> given = new HashMap<>();
    columns.forEach(column -> given.put(column.name(), column.type()));
    List<Misfit> misfits = new ArrayList<>();
    for (Input input : inputs) {
      if (input.required() && !given.containsKey(input.name())) {
        misfits.add(new Misfit(input, null));
      }
    }
    for (Input input : inputs) {
      ColumnType actual = given.get(input.name());
      if (actual != null && !accepts(input.type(), actual)) {
        misfits.add(new Misfit(input, actual));
      }
    }
    return List.copyOf(misfits);
  }

  /**
   * Whether values of one type may stand for another. Whole numbers and fractions may stand for
   * each other, since a table with gaps is often written with {@code 3.0} for {@code 3}; everything
   * has a text form; nothing else is guessed.
   */
  public static boolean accepts(ColumnType expected, ColumnType actual) {
    return switch (expected) {
      case INTEGER, NUMBER -> actual == ColumnType.INTEGER || actual == ColumnType.NUMBER;
      case BOOLEAN, DATETIME -> actual == expected;
      case STRING -> true;
    };
  }

  /**
   * A column that does not fit.
   *
   * @param actual null when it is missing
   */
  public record Misfit(Input input, @Nullable ColumnType actual) {}

  /**
   * A column that the model reads.
   *
   * @param required the column must be present; its value may still be null
   * @param categories most frequent first; empty for a column that is not categorical
   * @param example a real value of the training rows: a text, a number or a truth value
   */
  public record Input(
      String name,
      ColumnType type,
      boolean required,
      List<String> categories,
      @Nullable Double minimum,
      @Nullable Double maximum,
      @Nullable Object example) {
    public Input {
      categories = List.copyOf(categories);
    }
  }

  /**
   * What it answers.
   *
   * @param classes for a classification; else empty
   */
  public record Output(ColumnType type, List<String> classes) {
    public Output {
      classes = List.copyOf(classes);
    }
  }
}
