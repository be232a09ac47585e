package signalbox.application.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.run.FilterWords.Item;
import signalbox.application.run.FilterWords.Kind;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.Comparison;
import signalbox.domain.run.RunField;
import signalbox.domain.run.RunFilterCaret;
import signalbox.domain.run.RunFilterParser;
import signalbox.domain.run.RunFilterPrinter;

/** Answers {@link CompleteRunFilter}. */
public final class CompleteRunFilterHandler implements Handler<CompleteRunFilter, FilterWords> {
  private static final String HAS = "has:";

  private final AccessPolicy access;
  private final RunWords words;
  private final Transactions transactions;

  public CompleteRunFilterHandler(AccessPolicy access, RunWords words, Transactions transactions) {
    this.access = access;
    this.words = words;
    this.transactions = transactions;
  }

  @Override
  public FilterWords handle(Principal caller, CompleteRunFilter query) {
    access.requireRole(caller, query.project(), Role.VIEWER);
    RunFilterCaret caret = RunFilterCaret.at(query.filter(), query.caret());
    return transactions.inSnapshot(() -> {
      List<Item> items =
          switch (caret.expects()) {
            case CONDITION -> condition(query, caret);
            case FIELD -> fields(query.project(), caret.typed(), query.limit(), false);
            case VALUE -> values(query, caret);
          };
      return new FilterWords(
          caret.from(),
          caret.to(),
          caret.expects(),
          items.subList(0, Math.min(items.size(), query.limit())));
    });
  }

  private List<Item> condition(CompleteRunFilter query, RunFilterCaret caret) {
    String typed = caret.typed();
    List<Item> items = new ArrayList<>(operators(typed));
    if (caret.afterCondition()) {
      joiners(items, typed, "OR ", "AND ");
    }
    items.addAll(fields(query.project(), typed, query.limit(), true));
    if (HAS.startsWith(typed)) {
      items.add(new Item(HAS, HAS, Kind.ATTRIBUTE, null));
    }
    joiners(items, typed, "NOT ", "(");
    return items;
  }

  private static void joiners(List<Item> items, String typed, String... joiners) {
    for (String joiner : joiners) {
      if (joiner.startsWith(typed)) {
        items.add(new Item(joiner, joiner.strip(), Kind.JOINER, null));
      }
    }
  }

  /** How a field can be compared that is typed to its end. */
  private static List<Item> operators(String typed) {
    if (typed.isEmpty()) {
      return List.of();
    }
    try {
      RunField field = RunFilterParser.field("filter", typed);
      return RunFilterParser.comparisons(field).stream()
          .map(comparison ->
              new Item(typed + comparison.sign(), comparison.sign(), Kind.OPERATOR, null))
          .toList();
    } catch (SignalboxException _) {
      // It is no field yet.
      return List.of();
    }
  }

  private List<Item> fields(ProjectId project, String typed, int limit, boolean compared) {
    String part = typed.toLowerCase(Locale.ROOT).replace("\"", "");
    List<Item> items = new ArrayList<>();
    Stream<RunField.Attribute> attributes = Arrays.stream(RunField.Attribute.values());
    attributes
        .filter(attribute -> attribute.text().startsWith(part))
        .forEach(attribute -> items.add(item(attribute, Kind.ATTRIBUTE, compared)));
    boolean parameters = part.startsWith(RunField.Parameter.PREFIX);
    boolean metrics = part.startsWith(RunField.Metric.PREFIX);
    RunWords.Kind kind = parameters ? RunWords.Kind.PARAM : metrics ? RunWords.Kind.METRIC : null;
    String name =
        kind == null
            ? RunField.Metric.PREFIX.startsWith(part) || RunField.Parameter.PREFIX.startsWith(part)
                ? ""
                : part
            : part.substring(part.indexOf('.') + 1);
    for (RunField field : words.fields(project, kind, name, limit).fields()) {
      Kind shown = field instanceof RunField.Metric ? Kind.METRIC : Kind.PARAM;
      items.add(item(field, shown, compared));
    }
    return items;
  }

  private static Item item(RunField field, Kind kind, boolean compared) {
    String sign = compared ? usual(field).sign() : "";
    return new Item(field.text() + sign, field.text(), kind, null);
  }

  /** The comparison that people mean most often. */
  private static Comparison usual(RunField field) {
    return switch (field) {
      case RunField.Metric _ -> Comparison.MORE;
      case RunField.Parameter _ -> Comparison.EQUAL;
      case RunField.Attribute attribute ->
          switch (attribute.type()) {
            case WORD, ID -> Comparison.EQUAL;
            case TEXT ->
                attribute == RunField.Attribute.NAME ? Comparison.CONTAINS : Comparison.EQUAL;
            case TIME, SPAN, NUMBER -> Comparison.MORE;
          };
    };
  }

  private List<Item> values(CompleteRunFilter query, RunFilterCaret caret) {
    RunField field;
    try {
      field = RunFilterParser.field("filter", caret.field());
    } catch (SignalboxException _) {
      // Whoever sends the filter learns that there is no such field.
      return List.of();
    }
    String part = caret.typed().replace("\"", "");
    List<Item> items = new ArrayList<>();
    if (field == RunField.Attribute.OWNER && "me".startsWith(part)) {
      items.add(new Item("me", "me", Kind.VALUE, null));
    }
    for (RunWords.Word word : words.values(query.project(), field, part, query.limit())) {
      String text = RunFilterPrinter.value(field, word.value());
      items.add(new Item(text, text, Kind.VALUE, word.runs()));
    }
    for (String example : RunFilterParser.examples(field)) {
      boolean there = items.stream().anyMatch(item -> item.text().equals(example));
      if (!there && example.startsWith(part)) {
        items.add(new Item(example, example, Kind.VALUE, null));
      }
    }
    return List.copyOf(items);
  }
}
