package signalbox.infrastructure.file.dataset;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.Faults;
import signalbox.domain.dataset.InstanceModel;
import signalbox.domain.error.Fault;

/**
 * A model that is read line by line: it counts what is told and finds what cannot be meant. What
 * only a solver understands (cones, general constraints, special ordered sets) is passed over. Not
 * thread-safe.
 */
final class MpsModel {
  private static final int MAX_NAME = 200;
  private static final int MAX_NUMBER = 100;
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?+(?:[0-9]++(?:\\.[0-9]*+)?+|\\.[0-9]++)(?:[eE][+-]?+[0-9]++)?+");
  private static final Pattern INFINITE =
      Pattern.compile("[+-]?inf(?:inity)?", Pattern.CASE_INSENSITIVE);
  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";
  private static final String FREE_LAYOUT = " FREE";

  // What is remembered of a row.
  private static final int CONSTRAINT = 0;
  private static final int FREE = 1;

  private final boolean fixed;
  private final KnownNames rows;
  private final KnownNames columns;
  private final List<Fault> faults = new ArrayList<>();
  private Section section = Section.NONE;
  private boolean sawRows;
  private boolean sawColumns;
  private long line;
  private @Nullable String name;
  private boolean maximize;
  private boolean integral;
  private @Nullable String column;
  private long constraints;
  private long nonzeros;

  private enum Section {
    NONE,
    SENSE,
    ROWS,
    COLUMNS,
    RIGHT_SIDES,
    BOUNDS,
    QUADRATIC,
    PASSED_OVER,
    END
  }

  /**
   * @param fixed fields stand at fixed places, and names may hold blanks; else blanks part them
   * @param most how many rows, and how many columns, are remembered
   */
  MpsModel(boolean fixed, int most) {
    this.fixed = fixed;
    this.rows = new KnownNames(most);
    this.columns = new KnownNames(most);
  }

  /** Nothing more is worth reading: the model has ended, or too much is wrong with it. */
  boolean ended() {
    return section == Section.END || faults.size() >= Faults.KEPT;
  }

  /** The first ones, in the order of the lines. */
  List<Fault> faults() {
    return faults;
  }

  /** The line of the first fault; there is one. */
  long firstFault() {
    Long first = faults.getFirst().line();
    return first == null ? 0 : first;
  }

  InstanceModel model() {
    return new InstanceModel(
        name,
        maximize ? InstanceModel.Sense.MAXIMIZE : InstanceModel.Sense.MINIMIZE,
        columns.complete() ? variables() : InstanceModel.Variables.UNKNOWN,
        constraints,
        rows.complete() ? nonzeros : null);
  }

  private InstanceModel.Variables variables() {
    long integer = columns.count(MpsBound::integer);
    long binary = columns.count(MpsBound::binary);
    return new InstanceModel.Variables(columns.size() - integer, integer - binary, binary);
  }

  /** Takes the next line, a character for each of its bytes. */
  void take(long number, String bytes) {
    line = number;
    String text =
        number == 1 && bytes.startsWith(BYTE_ORDER_MARK)
            ? bytes.substring(BYTE_ORDER_MARK.length())
            : bytes;
    if (text.indexOf('\u0000') >= 0) {
      fault("", "The line holds a zero byte; the file is no text");
      section = Section.END;
    } else if (!text.isBlank() && text.charAt(0) != '*') {
      if (MpsCard.blank(text.charAt(0))) {
        data(text);
      } else {
        header(text);
      }
    }
  }

  /** All lines were taken. */
  void finish() {
    if (section != Section.END) {
      fault("", "The file ends without ENDATA; it may have been cut off");
    } else if (faults.isEmpty() && columns.size() == 0) {
      fault("", "The model has no columns");
    }
  }

  /** Something is wrong with a line that cannot be taken. */
  void refuse(long number, String detail) {
    line = number;
    fault("", detail);
  }

  /** Something is wrong with the line that was taken last. */
  void fault(String text, String detail) {
    if (faults.size() < Faults.KEPT) {
      String shown = CsvParser.cut(readable(text));
      faults.add(new Fault(null, Math.max(1, line), null, shown.isEmpty() ? null : shown, detail));
    }
  }

  /** The text that the bytes are. */
  private static String readable(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private void header(String text) {
    List<String> words = MpsCard.words(text);
    String word = words.getFirst().toUpperCase(Locale.ROOT);
    column = null;
    switch (word) {
      case "NAME" -> {
        name = nameIn(text.substring(word.length()));
        section = Section.NONE;
      }
      case "OBJSENSE" -> {
        section = Section.SENSE;
        if (words.size() > 1) {
          sense(words.get(1));
        }
      }
      case "ROWS", "LAZYCONS", "USERCUTS" -> {
        section = Section.ROWS;
        sawRows = true;
      }
      case "COLUMNS" -> {
        if (!sawRows) {
          fault(word, "COLUMNS comes before ROWS");
        }
        section = Section.COLUMNS;
        sawColumns = true;
      }
      case "RHS", "RANGES" -> afterColumns(word, Section.RIGHT_SIDES);
      case "BOUNDS" -> afterColumns(word, Section.BOUNDS);
      case "QUADOBJ", "QMATRIX", "QSECTION" -> afterColumns(word, Section.QUADRATIC);
      case "SOS", "SOS1", "SOS2", "SETS" -> afterColumns(word, Section.PASSED_OVER);
      case "OBJNAME", "QCMATRIX", "CSECTION", "INDICATORS", "GENCONS" ->
          section = Section.PASSED_OVER;
      case "ENDATA" -> section = Section.END;
      default -> {
        fault(words.getFirst(), "There is no such section; a line of data begins with a blank");
        section = Section.PASSED_OVER;
      }
    }
  }

  private void afterColumns(String word, Section next) {
    if (!sawColumns) {
      fault(word, word + " comes before COLUMNS");
    }
    section = next;
  }

  /** {@code AFIRO SIZE: N=32} is AFIRO; a single blank belongs to the name. */
  private static @Nullable String nameIn(String text) {
    String first = text.strip().split("\\s{2,}", 2)[0];
    int end = first.endsWith(FREE_LAYOUT) ? first.length() - FREE_LAYOUT.length() : first.length();
    String plain = readable(first.substring(0, end));
    if (plain.isEmpty()) {
      return null;
    }
    return plain.length() <= MAX_NAME ? plain : plain.substring(0, MAX_NAME);
  }

  private void data(String text) {
    List<String> words = MpsCard.words(text);
    switch (section) {
      case NONE -> fault(text.strip(), "Data come before a section");
      case SENSE -> sense(words.getFirst());
      case ROWS -> card(text, MpsCard.ofRow(words), this::row);
      case COLUMNS -> card(text, MpsCard.ofColumn(words), this::column);
      case RIGHT_SIDES -> card(text, MpsCard.ofSet(words), this::rightSide);
      case BOUNDS -> card(text, ofBound(words), this::bound);
      case QUADRATIC -> card(text, MpsCard.ofValues(words), this::quadratic);
      case PASSED_OVER, END -> {}
    }
  }

  /**
   * @param free the line in the free layout; null when it has not as many fields as it should
   */
  private void card(String text, @Nullable MpsCard free, Consumer<MpsCard> taker) {
    MpsCard card = fixed ? MpsCard.fixed(text) : free;
    if (card != null) {
      taker.accept(card);
    } else {
      fault(
          text.strip(),
          fixed
              ? "The fields do not stand at their places"
              : "The line has more or fewer fields than its section knows");
    }
  }

  private void sense(String word) {
    switch (word.toUpperCase(Locale.ROOT)) {
      case "MAX", "MAXIMIZE", "MAXIMISE" -> maximize = true;
      case "MIN", "MINIMIZE", "MINIMISE" -> maximize = false;
      default -> fault(word, "The objective is MIN or MAX");
    }
  }

  private void row(MpsCard card) {
    String type = card.type().toUpperCase(Locale.ROOT);
    if (card.name().isEmpty() || type.length() != 1 || !"NELG".contains(type)) {
      fault(card.type() + " " + card.name(), "A row has a type (N, E, L or G) and a name");
      return;
    }
    boolean free = type.equals("N");
    if (!rows.add(card.name(), free ? FREE : CONSTRAINT)) {
      fault(card.name(), "There is a row of this name already");
    } else if (!free) {
      constraints++;
    }
  }

  private void column(MpsCard card) {
    if (card.marker()) {
      marker(card.second());
      return;
    }
    if (card.name().isEmpty()) {
      fault("", "The column has no name");
      return;
    }
    if (!card.name().equals(column)) {
      column = card.name();
      if (!columns.add(card.name(), integral ? MpsBound.INTEGER : 0)) {
        fault(card.name(), "The column was told before; its lines must follow each other");
      }
    }
    coefficient(card.first(), card.firstValue());
    if (card.two()) {
      coefficient(card.second(), card.secondValue());
    }
  }

  private void marker(String word) {
    switch (word.replace("'", "").toUpperCase(Locale.ROOT)) {
      case "INTORG" -> integral = true;
      case "INTEND" -> integral = false;
      default -> fault(word, "A marker is 'INTORG' or 'INTEND'");
    }
  }

  private void coefficient(String row, String value) {
    double number = number(value);
    if (!knownRow(row)) {
      fault(row, "ROWS has no such row");
    } else if (!Double.isFinite(number)) {
      fault(value, "A coefficient is a finite number");
    } else if (number != 0 && rows.note(row) != FREE) {
      nonzeros++;
    }
  }

  private void rightSide(MpsCard card) {
    rightSide(card.first(), card.firstValue());
    if (card.two()) {
      rightSide(card.second(), card.secondValue());
    }
  }

  private void rightSide(String row, String value) {
    if (!knownRow(row)) {
      fault(row, "ROWS has no such row");
    } else if (Double.isNaN(number(value))) {
      fault(value, "This is no number");
    }
  }

  private void quadratic(MpsCard card) {
    if (!knownColumn(card.name())) {
      fault(card.name(), "COLUMNS has no such column");
    } else if (!knownColumn(card.first())) {
      fault(card.first(), "COLUMNS has no such column");
    } else if (!Double.isFinite(number(card.firstValue()))) {
      fault(card.firstValue(), "A coefficient is a finite number");
    }
  }

  /** A bound in the free layout: some have a value, and the name of the set may be left out. */
  private @Nullable MpsCard ofBound(List<String> words) {
    return switch (words.size()) {
      case 2 -> new MpsCard(words.get(0), "", words.get(1), "", "", "");
      case 3 ->
          withoutSet(words)
              ? new MpsCard(words.get(0), "", words.get(1), words.get(2), "", "")
              : new MpsCard(words.get(0), words.get(1), words.get(2), "", "", "");
      case 4 -> new MpsCard(words.get(0), words.get(1), words.get(2), words.get(3), "", "");
      default -> null;
    };
  }

  /** Three words are type, column and value, or type, set and column. */
  private boolean withoutSet(List<String> words) {
    MpsBound type = MpsBound.of(words.getFirst());
    if (type != null && type.needsValue()) {
      return true;
    }
    return columns.note(words.get(2)) == KnownNames.UNKNOWN
        && columns.note(words.get(1)) != KnownNames.UNKNOWN;
  }

  private void bound(MpsCard card) {
    MpsBound type = MpsBound.of(card.type());
    double value = number(card.firstValue());
    if (type == null) {
      fault(card.type(), "There is no such type of bound");
    } else if (!knownColumn(card.first())) {
      fault(card.first(), "COLUMNS has no such column");
    } else if (Double.isNaN(value) && wantsNumber(type, card)) {
      fault(card.firstValue(), "This is no number");
    } else {
      int note = columns.note(card.first());
      if (note != KnownNames.UNKNOWN) {
        columns.change(card.first(), type.after(note, value));
      }
    }
  }

  private static boolean wantsNumber(MpsBound type, MpsCard card) {
    return type.needsValue() || (type.takesValue() && !card.firstValue().isEmpty());
  }

  /** Of too many names nobody knows all. */
  private boolean knownRow(String row) {
    return rows.note(row) != KnownNames.UNKNOWN || !rows.complete();
  }

  private boolean knownColumn(String wanted) {
    return columns.note(wanted) != KnownNames.UNKNOWN || !columns.complete();
  }

  /** NaN for what is none. */
  private static double number(String text) {
    if (text.length() <= MAX_NUMBER && NUMBER.matcher(text).matches()) {
      return Double.parseDouble(text);
    }
    if (!INFINITE.matcher(text).matches()) {
      return Double.NaN;
    }
    return text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }
}
