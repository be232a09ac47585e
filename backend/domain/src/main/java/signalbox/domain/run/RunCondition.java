package signalbox.domain.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which runs are wanted. Two-valued: a comparison with something that a run does not have is false,
 * except that {@code !=} is exactly the opposite of {@code :}.
 */
public sealed interface RunCondition {
  /** What a trial's kind is compared with. */
  RunValue TRIAL = new RunValue.Text("trial");

  /** Every run. */
  static RunCondition all() {
    return new And(List.of());
  }

  /** All of them hold; none at all: every run. */
  record And(List<RunCondition> parts) implements RunCondition {
    public And {
      parts = List.copyOf(parts);
    }
  }

  /** One of them holds. */
  record Or(List<RunCondition> parts) implements RunCondition {
    public Or {
      parts = List.copyOf(parts);
    }
  }

  /** It does not hold. */
  record Not(RunCondition part) implements RunCondition {}

  /** A field compares so with a value that is of its type. */
  record Compare(RunField field, Comparison comparison, RunValue value) implements RunCondition {}

  /** The run has a value of the field. */
  record Has(RunField field) implements RunCondition {}

  /** Both, without needless nesting. */
  static RunCondition both(RunCondition first, RunCondition second) {
    if (first.equals(all())) {
      return second;
    }
    return second.equals(all()) ? first : new And(List.of(first, second));
  }

  /** True when a comparison or a test with such a field is anywhere in it. */
  default boolean mentions(Predicate<RunField> field) {
    return switch (this) {
      case And(List<RunCondition> parts) -> parts.stream().anyMatch(part -> part.mentions(field));
      case Or(List<RunCondition> parts) -> parts.stream().anyMatch(part -> part.mentions(field));
      case Not(RunCondition part) -> part.mentions(field);
      case Compare compare -> field.test(compare.field());
      case Has(RunField tested) -> field.test(tested);
    };
  }

  /**
   * The same without archived runs and without trials, unless it says itself what is to become of
   * those: of trials it speaks by {@code kind:trial} and by the field {@code study}.
   */
  default RunCondition listed() {
    List<RunCondition> parts = new ArrayList<>(this instanceof And(var own) ? own : List.of(this));
    int before = parts.size();
    if (!mentions(RunField.Attribute.ARCHIVED::equals)) {
      parts.add(
          new Compare(RunField.Attribute.ARCHIVED, Comparison.EQUAL, new RunValue.Text("no")));
    }
    if (!speaksOfTrials()) {
      parts.add(new Compare(RunField.Attribute.KIND, Comparison.NOT_EQUAL, TRIAL));
    }
    return parts.size() == before ? this : new And(parts);
  }

  private boolean speaksOfTrials() {
    return switch (this) {
      case And(List<RunCondition> parts) -> parts.stream().anyMatch(RunCondition::speaksOfTrials);
      case Or(List<RunCondition> parts) -> parts.stream().anyMatch(RunCondition::speaksOfTrials);
      case Not(RunCondition part) -> part.speaksOfTrials();
      case Compare(RunField field, Comparison _, RunValue value) ->
          field == RunField.Attribute.STUDY
              || (field == RunField.Attribute.KIND && value.equals(TRIAL));
      case Has(RunField field) -> field == RunField.Attribute.STUDY;
    };
  }
}
