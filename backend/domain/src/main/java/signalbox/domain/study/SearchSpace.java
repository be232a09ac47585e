package signalbox.domain.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.Fault;

/** Checks what is to be searched, as far as that can be told without the algorithm. */
public final class SearchSpace {
  static final String FLOAT = "float";
  static final String INTEGER = "integer";
  static final String CATEGORICAL = "categorical";

  public static final int MOST_PARAMETERS = 100;
  public static final int MOST_CHOICES = 1_000;
  private static final int LONGEST_NAME = 200;
  private static final int LONGEST_CHOICE = 1_000;

  /** Beyond it a number of 64 bits skips whole numbers. */
  private static final double LARGEST_WHOLE = 0x1p53;

  private SearchSpace() {}

  /**
   * The ranges that are in order, by the parameter's path.
   *
   * @param faults gets every fault, at {@code search.<path>.<part>}
   */
  public static Map<String, SearchRange> of(Map<String, AskedRange> asked, List<Fault> faults) {
    if (asked.isEmpty()) {
      faults.add(Fault.inField("search", "at least one parameter must be searched"));
    }
    if (asked.size() > MOST_PARAMETERS) {
      faults.add(Fault.inField("search", "at most " + MOST_PARAMETERS + " parameters"));
      return Map.of();
    }
    Map<String, SearchRange> ranges = new LinkedHashMap<>();
    asked.forEach((name, range) -> {
      String field = "search." + name;
      boolean named = !name.isEmpty() && name.length() <= LONGEST_NAME && !name.contains("..");
      if (!named || name.startsWith(".") || name.endsWith(".")) {
        faults.add(Fault.inField(field, "is no path of a parameter"));
        return;
      }
      if (range == null) {
        faults.add(Fault.inField(field, "must not be null"));
        return;
      }
      SearchRange checked = new Checked(field, range, faults).range();
      if (checked != null) {
        ranges.put(name, checked);
      }
    });
    refuseNested(asked.keySet(), faults);
    return Collections.unmodifiableMap(ranges);
  }

  /** A parameter and a part of it cannot both be searched. */
  private static void refuseNested(Set<String> names, List<Fault> faults) {
    for (String name : new TreeSet<>(names)) {
      for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
        String outer = name.substring(0, dot);
        if (names.contains(outer)) {
          faults.add(
              Fault.inField("search." + name, "lies within " + outer + ", which is searched too"));
        }
      }
    }
  }

  /** One range under check. */
  private record Checked(String field, AskedRange asked, List<Fault> faults) {
    @Nullable SearchRange range() {
      int before = faults.size();
      String type = asked.type();
      SearchRange made =
          switch (type) {
            case FLOAT -> real();
            case INTEGER -> whole();
            case CATEGORICAL -> choice();
            case null, default -> {
              at("type", "must be one of float, integer, categorical");
              yield null;
            }
          };
      return faults.size() == before ? made : null;
    }

    private SearchRange real() {
      notFor("choices", asked.choices(), "categorical");
      double low = number("low", asked.low());
      double high = number("high", asked.high());
      Double step = asked.step();
      boolean log = Boolean.TRUE.equals(asked.log());
      order(low, high);
      if (step != null && !(step > 0 && Double.isFinite(step))) {
        at("step", "must be greater than 0");
      }
      if (log && low <= 0) {
        at("low", "must be greater than 0 on a logarithmic scale");
      }
      if (log && step != null) {
        at("step", "cannot stand beside log");
      }
      return new SearchRange.Real(low, high, step, log);
    }

    private SearchRange whole() {
      notFor("choices", asked.choices(), "categorical");
      double low = wholeNumber("low", number("low", asked.low()));
      double high = wholeNumber("high", number("high", asked.high()));
      boolean log = Boolean.TRUE.equals(asked.log());
      order(low, high);
      Double step = asked.step();
      double each = step == null ? 1 : step;
      if (!(each >= 1 && each <= LARGEST_WHOLE) || each != Math.rint(each)) {
        at("step", "must be a whole number of at least 1");
      }
      if (log && low < 1) {
        at("low", "must be at least 1 on a logarithmic scale");
      }
      if (log && each != 1) {
        at("step", "cannot stand beside log");
      }
      return new SearchRange.Whole((long) low, (long) high, (long) each, log);
    }

    private @Nullable SearchRange choice() {
      notFor("low", asked.low(), "numbers");
      notFor("high", asked.high(), "numbers");
      notFor("step", asked.step(), "numbers");
      notFor("log", asked.log(), "numbers");
      List<Object> choices = asked.choices();
      if (choices == null || choices.isEmpty()) {
        at("choices", "must have at least one value");
        return null;
      }
      if (choices.size() > MOST_CHOICES) {
        at("choices", "at most " + MOST_CHOICES);
        return null;
      }
      for (int i = 0; i < choices.size(); i++) {
        String place = "choices[" + i + "]";
        Object value = choices.get(i);
        if (!plain(value)) {
          at(
              place,
              "must be a text of at most "
                  + LONGEST_CHOICE
                  + " characters, a number, a truth value or null");
        }
        for (int j = 0; j < i; j++) {
          if (SearchRange.Choice.same(choices.get(j), value)) {
            at(place, "is there already");
            break;
          }
        }
      }
      return new SearchRange.Choice(choices);
    }

    private static boolean plain(@Nullable Object value) {
      return switch (value) {
        case null -> true;
        case String text -> text.length() <= LONGEST_CHOICE && text.indexOf('\u0000') < 0;
        case Boolean _ -> true;
        case Number number -> Double.isFinite(number.doubleValue());
        default -> false;
      };
    }

    private double number(String part, @Nullable Double value) {
      if (value == null) {
        at(part, "is required");
        return Double.NaN;
      }
      if (!Double.isFinite(value)) {
        at(part, "must be a finite number");
        return Double.NaN;
      }
      return value;
    }

    private double wholeNumber(String part, double value) {
      if (Math.abs(value) > LARGEST_WHOLE || value != Math.rint(value)) {
        if (!Double.isNaN(value)) {
          at(part, "must be a whole number");
        }
        return Double.NaN;
      }
      return value;
    }

    private void order(double low, double high) {
      if (low > high) {
        at("low", "must not be greater than high");
      }
    }

    private void notFor(String part, @Nullable Object value, String others) {
      if (value != null) {
        at(part, "is only for " + others);
      }
    }

    private void at(String part, String reason) {
      faults.add(Fault.inField(field + "." + part, reason));
    }
  }
}
