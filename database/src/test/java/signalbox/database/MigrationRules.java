package signalbox.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What can be seen in the text of a migration of {@code docs/guides/upgrade.md}: whether it takes
 * something away from programs that are older, and whether it says so. A statement that only looks
 * as if it did has a line {@code -- compatible: why} right before it.
 */
final class MigrationRules {
  private static final Pattern LOWEST =
      Pattern.compile("lowest_program = greatest\\(lowest_program, (\\d+)\\)");
  private static final Pattern PAUSE = Pattern.compile("(?m)^-- pause: \\S+");
  private static final Pattern COMPATIBLE = Pattern.compile("(?m)^-- compatible: \\S+");
  private static final Pattern CREATED =
      Pattern.compile("^create (?:unlogged )?table (?:if not exists )?(\\w+)");
  private static final Pattern ALTERED =
      Pattern.compile("^alter table (?:if exists )?(?:only )?(\\w+) (.*)$", Pattern.DOTALL);
  private static final Pattern UNIQUE =
      Pattern.compile("^create unique index (?:\\w+ )?on (?:only )?(\\w+)");
  private static final Pattern DROPS =
      Pattern.compile("^drop (?:table|view|materialized|sequence|type|function|trigger) ");
  private static final Pattern NAMED = Pattern.compile("^(?:drop|add) constraint (\\w+)");

  private MigrationRules() {}

  /**
   * @param lowestBefore the lowest program that the migrations before it declare
   * @return what is wrong with it, a sentence each
   */
  static List<String> faults(int version, String sql, int lowestBefore) {
    List<String> faults = new ArrayList<>();
    if (!sql.contains("update schema_version set version = greatest(version, " + version + ")")) {
      faults.add("it does not say that the schema has version " + version + " now");
    }
    List<String> taken = taken(sql);
    int lowest = lowest(sql).orElse(lowestBefore);
    if (lowest > version) {
      faults.add("lowest_program is " + lowest + ", which is no program yet");
    }
    if (lowest < lowestBefore) {
      faults.add("lowest_program was " + lowestBefore + " already");
    }
    if (lowest == version && !PAUSE.matcher(sql).find()) {
      faults.add("the program before it cannot go on; say why in a line «-- pause: …»");
    }
    if (lowest <= lowestBefore) {
      taken.forEach(what -> faults.add(what + ", but lowest_program is not raised"));
    }
    return faults;
  }

  /** The lowest program that the migration declares; empty when it leaves that as it is. */
  static OptionalInt lowest(String sql) {
    Matcher declared = LOWEST.matcher(sql);
    return declared.find()
        ? OptionalInt.of(Integer.parseInt(declared.group(1)))
        : OptionalInt.empty();
  }

  /** What it takes away from older programs. */
  static List<String> taken(String sql) {
    Set<String> created = new TreeSet<>();
    List<String> taken = new ArrayList<>();
    for (String raw : statements(sql)) {
      String statement = plain(raw);
      Matcher table = CREATED.matcher(statement);
      if (table.find()) {
        created.add(table.group(1));
      } else if (!COMPATIBLE.matcher(raw).find()) {
        taken.addAll(taken(statement, created));
      }
    }
    return taken;
  }

  private static List<String> taken(String statement, Set<String> created) {
    List<String> taken = new ArrayList<>();
    if (DROPS.matcher(statement).find()) {
      taken.add("«" + statement + "» drops what older programs may use");
    }
    if (statement.matches("(?s)^create or replace .*")) {
      taken.add("«" + firstWords(statement) + "» changes what older programs use");
    }
    if (statement.matches("(?s)^alter (view|sequence|type|function|index) .* rename .*")) {
      taken.add("«" + statement + "» renames what older programs may use");
    }
    Matcher unique = UNIQUE.matcher(statement);
    if (unique.find() && !created.contains(unique.group(1))) {
      taken.add("«" + firstWords(statement) + "» refuses what older programs may write");
    }
    Matcher altered = ALTERED.matcher(statement);
    if (altered.find() && !created.contains(altered.group(1))) {
      List<String> clauses = clauses(altered.group(2));
      Set<String> dropped = new TreeSet<>();
      clauses.stream()
          .filter(clause -> clause.startsWith("drop constraint "))
          .map(MigrationRules::constraint)
          .forEach(dropped::add);
      for (String clause : clauses) {
        if (breaks(clause, dropped)) {
          String change = altered.group(1) + " " + clause;
          taken.add("«alter table " + change + "» breaks older programs");
        }
      }
    }
    return taken;
  }

  /** A constraint that takes the place of one that goes is taken for a wider one. */
  private static boolean breaks(String clause, Set<String> dropped) {
    if (clause.startsWith("drop constraint ")) {
      return false;
    }
    if (clause.startsWith("add constraint ")) {
      return !dropped.contains(constraint(clause));
    }
    if (clause.matches("(?s)^add (primary key|unique|check|foreign key|exclude)\\b.*")) {
      return dropped.isEmpty();
    }
    if (clause.startsWith("add ")) {
      return clause.contains(" not null")
          && !clause.contains(" default ")
          && !clause.contains(" generated ");
    }
    return clause.matches("(?s)^(drop|rename) .*")
        || clause.matches("(?s)^alter (column )?\\w+ (type|set data type|set not null|drop) ?.*");
  }

  private static String constraint(String clause) {
    Matcher named = NAMED.matcher(clause);
    return named.find() ? named.group(1) : clause;
  }

  /** The parts of an «alter table» between the commas outside of parentheses. */
  private static List<String> clauses(String text) {
    List<String> clauses = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        clauses.add(text.substring(from, at).strip());
        from = at + 1;
      }
    }
    clauses.add(text.substring(from).strip());
    return clauses;
  }

  /** Statements with the comments before them; what lies between dollar signs belongs to one. */
  private static List<String> statements(String sql) {
    List<String> statements = new ArrayList<>();
    StringBuilder statement = new StringBuilder();
    boolean quoted = false;
    for (String line : sql.split("\n", -1)) {
      statement.append(line).append('\n');
      boolean comment = line.stripLeading().startsWith("--");
      if (!comment) {
        int dollars = line.split("\\$\\$", -1).length - 1;
        quoted ^= dollars % 2 == 1;
      }
      boolean ends = line.replaceAll("--.*$", "").stripTrailing().endsWith(";");
      if (!comment && !quoted && ends) {
        statements.add(statement.toString());
        statement.setLength(0);
      }
    }
    if (!statement.toString().isBlank()) {
      statements.add(statement.toString());
    }
    return statements;
  }

  /** Without comments, in small letters, with single spaces and without the semicolon. */
  private static String plain(String statement) {
    return statement
        .replaceAll("(?m)--.*$", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("\\s+", " ")
        .strip()
        .replaceAll(";$", "");
  }

  private static String firstWords(String statement) {
    return statement.substring(0, Math.min(60, statement.length()));
  }
}
