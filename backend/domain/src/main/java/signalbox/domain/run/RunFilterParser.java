package signalbox.domain.run;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

/**
 * Reads filters of runs: {@code status:failed metric.auc>0.9 (tag:base OR param.lr<=1e-3) NOT
 * dataset:"adult"}. Conditions beside each other must all hold.
 *
 * <p>What cannot be read is {@code run.bad_filter} with its place, what was expected there, and
 * what may have been meant.
 */
public final class RunFilterParser {
  public static final int MAX_LENGTH = 4000;
  static final int MAX_DEPTH = 32;
  static final int MAX_CONDITIONS = 200;

  private static final String FILTER = "filter";
  private static final int MAX_SHOWN = 200;
  private static final int SUGGESTIONS = 3;
  private static final int MAX_GUESSED = 40;
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?");
  private static final Pattern LENGTH =
      Pattern.compile(
          "(?:([0-9]{1,6})w)?(?:([0-9]{1,6})d)?(?:([0-9]{1,6})h)?(?:([0-9]{1,8})m)?"
              + "(?:([0-9]{1,9})s?)?");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
  private static final String AND = "AND";
  private static final String OR = "OR";
  private static final String NOT = "NOT";
  private static final String HAS = "has";

  private final String input;
  private final String text;
  private int at;
  private int conditions;

  private RunFilterParser(String input, String text) {
    this.input = input;
    this.text = text;
  }

  /**
   * An empty filter is every run.
   *
   * @throws SignalboxException {@code run.bad_filter}
   */
  public static RunCondition parse(String filter) {
    RunFilterParser parser = new RunFilterParser(FILTER, filter);
    if (filter.length() > MAX_LENGTH) {
      throw parser.fault(
          MAX_LENGTH,
          filter.length() - MAX_LENGTH,
          "it has more than " + MAX_LENGTH + " characters");
    }
    parser.skipBlanks();
    if (parser.atEnd()) {
      return RunCondition.all();
    }
    RunCondition condition = parser.alternatives(0);
    if (!parser.atEnd()) {
      throw parser.fault(parser.at, 1, "this parenthesis closes nothing");
    }
    return condition;
  }

  /**
   * One field, as a column or a group names it.
   *
   * @param input the name of the input, for the fault
   * @throws SignalboxException {@code run.bad_filter}
   */
  public static RunField field(String input, String text) {
    RunFilterParser parser = new RunFilterParser(input, text);
    if (text.length() > MAX_LENGTH) {
      throw parser.fault(0, MAX_LENGTH, "it is too long");
    }
    RunField field = parser.field(parser.name());
    if (!parser.atEnd()) {
      throw parser.fault(parser.at, text.length() - parser.at, "a field ends before this");
    }
    return field;
  }

  /**
   * A field, with {@code -} in front for the descending order.
   *
   * @throws SignalboxException {@code run.bad_filter}
   */
  public static RunOrder order(String text) {
    boolean descending = text.startsWith("-");
    if (!descending) {
      return new RunOrder(field("sort", text), false);
    }
    RunFilterParser parser = new RunFilterParser("sort", text);
    parser.at = 1;
    RunField field = parser.field(parser.name());
    if (!parser.atEnd()) {
      throw parser.fault(parser.at, text.length() - parser.at, "a field ends before this");
    }
    return new RunOrder(field, true);
  }

  private RunCondition alternatives(int depth) {
    List<RunCondition> parts = new ArrayList<>();
    parts.add(conjunction(depth));
    while (keyword(OR)) {
      parts.add(conjunction(depth));
    }
    return parts.size() == 1 ? parts.getFirst() : new RunCondition.Or(parts);
  }

  private RunCondition conjunction(int depth) {
    List<RunCondition> parts = new ArrayList<>();
    parts.add(negation(depth));
    while (true) {
      boolean and = keyword(AND);
      if (!and && (atEnd() || peek() == ')' || ahead(OR))) {
        break;
      }
      parts.add(negation(depth));
    }
    return parts.size() == 1 ? parts.getFirst() : new RunCondition.And(parts);
  }

  private RunCondition negation(int depth) {
    skipBlanks();
    if (depth > MAX_DEPTH) {
      throw fault(at, 1, "it is nested more than " + MAX_DEPTH + " deep");
    }
    return keyword(NOT) ? new RunCondition.Not(negation(depth + 1)) : primary(depth);
  }

  private RunCondition primary(int depth) {
    skipBlanks();
    if (atEnd()) {
      throw missing(at, 0, "it ends where a condition is expected");
    }
    if (peek() == '(') {
      int open = at++;
      RunCondition inside = alternatives(depth + 1);
      if (atEnd()) {
        throw fault(open, 1, "this parenthesis is never closed", List.of(")"), List.of());
      }
      at++;
      skipBlanks();
      return inside;
    }
    if (peek() == ')' || ahead(OR) || ahead(AND)) {
      throw missing(at, peek() == ')' ? 1 : wordEnd(at) - at, "a condition is expected here");
    }
    return condition();
  }

  private RunCondition condition() {
    if (++conditions > MAX_CONDITIONS) {
      throw fault(at, wordEnd(at) - at, "it has more than " + MAX_CONDITIONS + " conditions");
    }
    Name name = name();
    Optional<Comparison> comparison = comparison();
    if (comparison.isEmpty()) {
      return nameContains(name);
    }
    if (name.is(HAS)) {
      return has(comparison.get());
    }
    RunField field = field(name);
    checkComparison(field, comparison.get());
    int from = at;
    boolean quoted = !atEnd() && peek() == '"';
    String written = quoted ? quoted() : plainValue();
    if (written.isEmpty() && !quoted) {
      throw fault(
          from,
          0,
          "a value is expected after " + comparison.get().sign(),
          expected(field),
          List.of());
    }
    RunValue value = value(field, comparison.get(), written, quoted, from);
    skipBlanks();
    return new RunCondition.Compare(field, comparison.get(), value);
  }

  private RunCondition nameContains(Name name) {
    if (name.parts.size() > 1) {
      throw fault(
          name.from,
          name.to - name.from,
          "a comparison is expected after a field",
          signs(),
          List.of());
    }
    skipBlanks();
    if (!name.quoted()
        && (name.text().startsWith(RunField.Metric.PREFIX)
            || name.text().startsWith(RunField.Parameter.PREFIX))) {
      throw fault(at, 0, "a comparison is expected after " + name.text(), signs(), List.of());
    }
    return new RunCondition.Compare(
        RunField.Attribute.NAME, Comparison.CONTAINS, new RunValue.Text(name.text()));
  }

  private RunCondition has(Comparison comparison) {
    if (comparison != Comparison.EQUAL) {
      throw fault(
          at - comparison.sign().length(),
          comparison.sign().length(),
          "has needs :",
          List.of(":"),
          List.of());
    }
    if (atEnd() || Character.isWhitespace(peek()) || peek() == ')') {
      throw fault(at, 0, "a field is expected after has:", List.of("field"), List.of());
    }
    RunField field = field(name());
    skipBlanks();
    return new RunCondition.Has(field);
  }

  private void checkComparison(RunField field, Comparison comparison) {
    List<Comparison> allowed = comparisons(field);
    if (!allowed.contains(comparison)) {
      String sign = comparison.sign();
      List<String> signs = allowed.stream().map(Comparison::sign).toList();
      throw fault(
          at - sign.length(),
          sign.length(),
          field.text() + " cannot be compared with " + sign,
          signs,
          List.of());
    }
  }

  /** How a field may be compared. */
  public static List<Comparison> comparisons(RunField field) {
    return switch (field) {
      case RunField.Metric _ -> Comparison.OF_NUMBERS;
      case RunField.Parameter _ -> List.of(Comparison.values());
      case RunField.Attribute attribute ->
          switch (attribute.type()) {
            case WORD ->
                attribute == RunField.Attribute.ARCHIVED
                    ? List.of(Comparison.EQUAL)
                    : Comparison.OF_WORDS;
            case TEXT -> Comparison.OF_TEXTS;
            case ID -> Comparison.OF_TEXTS;
            case TIME, SPAN, NUMBER -> Comparison.OF_NUMBERS;
          };
    };
  }

  private RunValue value(
      RunField field, Comparison comparison, String written, boolean quoted, int from) {
    return switch (field) {
      case RunField.Metric _ ->
          number(written)
              .<RunValue>map(RunValue.Numeric::new)
              .orElseThrow(() -> badValue(field, from));
      case RunField.Parameter _ -> {
        Optional<Double> number = quoted ? Optional.empty() : number(written);
        boolean asNumber = number.isPresent() && comparison != Comparison.CONTAINS;
        if (!asNumber && !Comparison.OF_TEXTS.contains(comparison)) {
          throw fault(
              from, at - from, comparison.sign() + " needs a number", List.of("number"), List.of());
        }
        yield asNumber ? new RunValue.Numeric(number.get()) : new RunValue.Text(written);
      }
      case RunField.Attribute attribute ->
          switch (attribute.type()) {
            case WORD -> word(attribute, written, from);
            case TEXT -> new RunValue.Text(written);
            case ID -> id(attribute, comparison, written, from);
            case TIME -> time(attribute, written, from);
            case SPAN ->
                length(written)
                    .<RunValue>map(RunValue.Span::new)
                    .orElseThrow(() -> badValue(field, from));
            case NUMBER ->
                number(written)
                    .<RunValue>map(RunValue.Numeric::new)
                    .orElseThrow(() -> badValue(field, from));
          };
    };
  }

  private RunValue word(RunField.Attribute attribute, String written, int from) {
    List<String> words = words(attribute);
    String word = written.toLowerCase(Locale.ROOT);
    if (!words.contains(word)) {
      throw fault(
          from, at - from, "this is no " + attribute.text(), words, similar(word, words.stream()));
    }
    return new RunValue.Text(word);
  }

  /** The values of an attribute that has words; empty for others. */
  public static List<String> words(RunField.Attribute attribute) {
    return switch (attribute) {
      case STATUS -> Arrays.stream(RunStatus.values()).map(RunStatus::word).toList();
      case KIND -> words(RunKind.values());
      case OUTCOME -> words(SolveOutcome.values());
      case ARCHIVED -> List.of("yes", "no", "any");
      default -> List.of();
    };
  }

  private static List<String> words(Enum<?>[] values) {
    return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
  }

  /** Values that can be written although no run need have them. */
  public static List<String> examples(RunField field) {
    if (!(field instanceof RunField.Attribute attribute)) {
      return List.of();
    }
    return switch (attribute.type()) {
      case WORD -> words(attribute);
      case TIME -> List.of("-1h", "-1d", "-7d", "-30d");
      case SPAN -> List.of("30s", "5m", "1h", "1d");
      case TEXT, ID, NUMBER -> List.of();
    };
  }

  private RunValue id(
      RunField.Attribute attribute, Comparison comparison, String written, int from) {
    if (comparison != Comparison.CONTAINS) {
      try {
        if (!UUID.fromString(written).toString().equals(written.toLowerCase(Locale.ROOT))) {
          throw badValue(attribute, from);
        }
      } catch (IllegalArgumentException e) {
        throw badValue(attribute, from).causedBy(e);
      }
    }
    return new RunValue.Text(written.toLowerCase(Locale.ROOT));
  }

  private RunValue time(RunField.Attribute attribute, String written, int from) {
    try {
      if (written.startsWith("-")) {
        return length(written.substring(1))
            .<RunValue>map(RunValue.Ago::new)
            .orElseThrow(() -> badValue(attribute, from));
      }
      if (DATE.matcher(written).matches()) {
        return new RunValue.Day(LocalDate.parse(written));
      }
      Instant time = OffsetDateTime.parse(written.toUpperCase(Locale.ROOT)).toInstant();
      return new RunValue.At(time);
    } catch (DateTimeException e) {
      throw badValue(attribute, from).causedBy(e);
    }
  }

  /** A finite number; empty for anything else. */
  static Optional<Double> number(String written) {
    if (!NUMBER.matcher(written).matches()) {
      return Optional.empty();
    }
    double number = Double.parseDouble(written);
    return Double.isInfinite(number) ? Optional.empty() : Optional.of(number);
  }

  /** {@code 90}, {@code 30s}, {@code 1h30m}: seconds when it names no unit. */
  private static Optional<Duration> length(String written) {
    Matcher parts = LENGTH.matcher(written);
    if (written.isEmpty() || !parts.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofDays(7 * amount(parts.group(1)) + amount(parts.group(2)))
            .plusHours(amount(parts.group(3)))
            .plusMinutes(amount(parts.group(4)))
            .plusSeconds(amount(parts.group(5))));
  }

  private static long amount(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }

  private SignalboxException badValue(RunField field, int from) {
    List<String> expected = expected(field);
    return fault(
        from,
        at - from,
        field.text() + " is compared with " + String.join(" or ", expected),
        expected,
        List.of());
  }

  private static List<String> expected(RunField field) {
    return switch (field) {
      case RunField.Metric _ -> List.of("number");
      case RunField.Parameter _ -> List.of("number", "text");
      case RunField.Attribute attribute ->
          switch (attribute.type()) {
            case WORD -> words(attribute);
            case TEXT -> List.of("text");
            case ID -> List.of("a whole id");
            case TIME -> List.of("2026-01-31", "2026-01-31T12:00:00Z", "-7d");
            case SPAN -> List.of("30s", "5m", "1h30m");
            case NUMBER -> List.of("number");
          };
    };
  }

  private static List<String> signs() {
    return Arrays.stream(Comparison.values()).map(Comparison::sign).toList();
  }

  /** A name with its place: pieces that stand without a blank, in quotes or not. */
  private record Name(List<Part> parts, int from, int to) {
    boolean is(String word) {
      return parts.size() == 1 && !parts.getFirst().quoted && parts.getFirst().text.equals(word);
    }

    boolean quoted() {
      return parts.getFirst().quoted;
    }

    String text() {
      return parts.getFirst().text;
    }
  }

  private record Part(String text, boolean quoted) {}

  private Name name() {
    int from = at;
    List<Part> parts = new ArrayList<>();
    while (!atEnd()) {
      if (peek() == '"') {
        parts.add(new Part(quoted(), true));
      } else {
        int end = at;
        while (end < text.length() && inName(text.charAt(end))) {
          end++;
        }
        if (end == at) {
          break;
        }
        parts.add(new Part(text.substring(at, end), false));
        at = end;
      }
    }
    if (parts.isEmpty()) {
      throw missing(at, atEnd() ? 0 : 1, "a field is expected here");
    }
    return new Name(parts, from, at);
  }

  private RunField field(Name name) {
    String first = name.text();
    if (!name.quoted() && first.startsWith(RunField.Metric.PREFIX)) {
      return metric(name);
    }
    if (!name.quoted() && first.startsWith(RunField.Parameter.PREFIX)) {
      String path = first.substring(RunField.Parameter.PREFIX.length());
      boolean alone = name.parts.size() == 1;
      boolean quotedPath = name.parts.size() == 2 && path.isEmpty();
      if (alone && !path.isEmpty()) {
        return new RunField.Parameter(path);
      }
      if (quotedPath && !name.parts.get(1).text.isEmpty()) {
        return new RunField.Parameter(name.parts.get(1).text);
      }
      throw fault(
          name.from,
          name.to - name.from,
          "a parameter's name is expected after param.",
          List.of("param.name"),
          List.of());
    }
    Optional<RunField.Attribute> attribute =
        name.quoted() || name.parts.size() > 1
            ? Optional.empty()
            : RunField.Attribute.ofWord(first.toLowerCase(Locale.ROOT));
    return attribute.orElseThrow(() -> unknown(name));
  }

  private RunField metric(Name name) {
    String rest = name.text().substring(RunField.Metric.PREFIX.length());
    List<Part> parts = name.parts;
    if (parts.size() == 1) {
      int dot = rest.lastIndexOf('.');
      Optional<MetricAggregate> aggregate =
          dot > 0 ? MetricAggregate.ofWord(rest.substring(dot + 1)) : Optional.empty();
      if (aggregate.isPresent()) {
        return new RunField.Metric(rest.substring(0, dot), aggregate.get());
      }
      if (!rest.isEmpty()) {
        return new RunField.Metric(rest, MetricAggregate.LAST);
      }
    } else if (rest.isEmpty() && !parts.get(1).text.isEmpty()) {
      String key = parts.get(1).text;
      if (parts.size() == 2) {
        return new RunField.Metric(key, MetricAggregate.LAST);
      }
      String ending = parts.get(2).text;
      Optional<MetricAggregate> aggregate =
          ending.startsWith(".") ? MetricAggregate.ofWord(ending.substring(1)) : Optional.empty();
      if (parts.size() == 3 && !parts.get(2).quoted && aggregate.isPresent()) {
        return new RunField.Metric(key, aggregate.get());
      }
    }
    throw fault(
        name.from,
        name.to - name.from,
        "a metric's name is expected after metric., then .last, .min, .max, .mean or nothing",
        List.of("metric.name", "metric.name.max"),
        List.of());
  }

  private SignalboxException unknown(Name name) {
    String written = name.text();
    Stream<String> known =
        Stream.concat(
            Arrays.stream(RunField.Attribute.values()).map(RunField.Attribute::text),
            Stream.of(HAS, "metric." + written, "param." + written));
    List<String> near = similar(written.toLowerCase(Locale.ROOT), known);
    List<String> suggestions =
        near.isEmpty()
            ? List.of(
                "param." + RunFilterPrinter.name(written),
                "metric." + RunFilterPrinter.name(written))
            : near;
    List<String> expected = new ArrayList<>();
    Arrays.stream(RunField.Attribute.values()).map(RunField.Attribute::text).forEach(expected::add);
    expected.add("metric.name");
    expected.add("param.name");
    return fault(name.from, name.to - name.from, "there is no such field", expected, suggestions);
  }

  /** The words that differ in few letters, the nearest first. */
  private static List<String> similar(String written, Stream<String> words) {
    record Near(String word, int distance) {}
    if (written.length() > MAX_GUESSED) {
      return List.of();
    }
    int most = Math.max(1, written.length() / 3);
    return words
        .map(word -> new Near(word, distance(written, word)))
        .filter(near ->
            near.distance <= most || (written.length() > 1 && near.word.startsWith(written)))
        .sorted(java.util.Comparator.comparingInt(Near::distance))
        .limit(SUGGESTIONS)
        .map(Near::word)
        .toList();
  }

  /** Letters added, left out, changed or swapped with their neighbour. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(cost[i - 1][j - 1] + change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }

  private Optional<Comparison> comparison() {
    // The longer signs first: <= is no < with a value that begins with =.
    for (Comparison comparison :
        List.of(
            Comparison.NOT_EQUAL,
            Comparison.AT_MOST,
            Comparison.AT_LEAST,
            Comparison.LESS,
            Comparison.MORE,
            Comparison.CONTAINS,
            Comparison.EQUAL)) {
      if (text.startsWith(comparison.sign(), at)) {
        at += comparison.sign().length();
        return Optional.of(comparison);
      }
    }
    if (!atEnd() && peek() == '=') {
      at++;
      return Optional.of(Comparison.EQUAL);
    }
    if (!atEnd() && peek() == '!') {
      throw fault(at, 1, "! needs = after it", List.of("!="), List.of());
    }
    return Optional.empty();
  }

  private String quoted() {
    int open = at++;
    StringBuilder inside = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return inside.toString();
      }
      if (c == '\\' && at < text.length()) {
        c = text.charAt(at++);
      }
      inside.append(c);
    }
    throw fault(
        open, text.length() - open, "this quotation is never closed", List.of("\""), List.of());
  }

  private String plainValue() {
    int from = at;
    while (!atEnd() && !Character.isWhitespace(peek()) && "()\"".indexOf(peek()) < 0) {
      at++;
    }
    return text.substring(from, at);
  }

  private boolean keyword(String word) {
    skipBlanks();
    if (!ahead(word)) {
      return false;
    }
    at += word.length();
    skipBlanks();
    return true;
  }

  /** True when this word stands here, whole. */
  private boolean ahead(String word) {
    int end = at + word.length();
    return text.startsWith(word, at)
        && (end == text.length()
            || Character.isWhitespace(text.charAt(end))
            || text.charAt(end) == '('
            || text.charAt(end) == ')');
  }

  private static boolean inName(char c) {
    return !Character.isWhitespace(c) && "()\":!<>=~".indexOf(c) < 0;
  }

  private int wordEnd(int from) {
    int end = from;
    while (end < text.length() && inName(text.charAt(end))) {
      end++;
    }
    return Math.max(end, Math.min(from + 1, text.length()));
  }

  private void skipBlanks() {
    while (!atEnd() && Character.isWhitespace(peek())) {
      at++;
    }
  }

  private boolean atEnd() {
    return at >= text.length();
  }

  private char peek() {
    return text.charAt(at);
  }

  private SignalboxException missing(int from, int length, String reason) {
    return fault(from, length, reason, List.of("field", "(", NOT), List.of());
  }

  private SignalboxException fault(int from, int length, String reason) {
    return fault(from, length, reason, List.of(), List.of());
  }

  private SignalboxException fault(
      int from, int length, String reason, List<String> expected, List<String> suggestions) {
    int start = Math.min(from, text.length());
    int end = Math.min(start + length, text.length());
    String shown = text.substring(start, Math.min(end, start + MAX_SHOWN));
    return SignalboxException.of(ErrorCode.RUN_BAD_FILTER)
        .unsafe("input", input)
        .unsafe("reason", reason)
        .at(input)
        .because(
            List.of(
                new Fault(
                    input,
                    null,
                    null,
                    shown.isEmpty() ? null : shown,
                    reason,
                    new Fault.Place(start, end - start, expected, suggestions))));
  }
}
