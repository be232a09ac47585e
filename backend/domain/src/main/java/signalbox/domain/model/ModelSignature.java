package signalbox.domain.model;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
