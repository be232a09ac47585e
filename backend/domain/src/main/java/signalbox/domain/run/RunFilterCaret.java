package signalbox.domain.run;

import java.util.Set;

/**
 * What is being typed at a place of a filter, which need not be whole yet.
 *
 * @param from where what is being typed begins
 * @param to where it ends, behind the caret as well
 * @param expects what it is a part of
 * @param typed what stands between {@code from} and the caret
 * @param field what it is compared with, as it is written; empty unless a value is expected
 * @param afterCondition true when a condition is complete before it: another may be joined to it
 */
public record RunFilterCaret(
    int from, int to, Expects expects, String typed, String field, boolean afterCondition) {

  /** What can stand at a place. */
  public enum Expects {
    /** A field, a joining word or a parenthesis. */
    CONDITION,
    /** A value of the field. */
    VALUE,
    /** The field that {@code has:} asks for. */
    FIELD
  }

  private static final Set<String> JOINERS = Set.of("AND", "OR", "NOT");
  private static final String SIGNS = ":!<>=~";

  /** Never fails: what makes no sense is read as far as it does. */
  public static RunFilterCaret at(String text, int caret) {
    int at = 0;
    boolean complete = false;
    while (true) {
      while (at < caret && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (at >= caret) {
        return condition(text, caret, caret, complete);
      }
      char c = text.charAt(at);
      if (c == '(' || c == ')') {
        complete = c == ')';
        at++;
        continue;
      }
      int start = at;
      at = nameEnd(text, at);
      if (at >= caret) {
        return condition(text, start, caret, complete);
      }
      int sign = at;
      while (at < text.length() && SIGNS.indexOf(text.charAt(at)) >= 0 && at - sign < 2) {
        at++;
        if (text.charAt(at - 1) == ':' || text.charAt(at - 1) == '~') {
          break;
        }
      }
      String name = text.substring(start, sign);
      if (at == sign) {
        complete = !JOINERS.contains(name);
        at = Math.max(at, start + 1);
        continue;
      }
      int end = valueEnd(text, at);
      if (end >= caret) {
        boolean has = name.equals("has");
        int from = Math.min(at, caret);
        return new RunFilterCaret(
            from,
            end,
            has ? Expects.FIELD : Expects.VALUE,
            text.substring(from, caret),
            has ? "" : name,
            false);
      }
      at = end;
      complete = true;
    }
  }

  private static RunFilterCaret condition(String text, int from, int caret, boolean complete) {
    return new RunFilterCaret(
        from,
        Math.max(caret, nameEnd(text, from)),
        Expects.CONDITION,
        text.substring(from, caret),
        "",
        complete);
  }

  private static int nameEnd(String text, int from) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        at = quoteEnd(text, at);
      } else if (Character.isWhitespace(c) || c == '(' || c == ')' || SIGNS.indexOf(c) >= 0) {
        break;
      } else {
        at++;
      }
    }
    return at;
  }

  private static int valueEnd(String text, int from) {
    if (from < text.length() && text.charAt(from) == '"') {
      return quoteEnd(text, from);
    }
    int at = from;
    while (at < text.length()
        && !Character.isWhitespace(text.charAt(at))
        && "()\"".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  private static int quoteEnd(String text, int open) {
    int at = open + 1;
    while (at < text.length() && text.charAt(at) != '"') {
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    return Math.min(at + 1, text.length());
  }
}
