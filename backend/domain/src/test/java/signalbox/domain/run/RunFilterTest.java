package signalbox.domain.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.Fault;
import signalbox.domain.error.SignalboxException;

final class RunFilterTest {
  private static final int ROUNDS = 3_000;

  /** What is written, and how it is written back: the plainest form of the same. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          status:failed                         | status:failed
          status=FAILED                         | status:failed
          outcome:Optimal kind:solve            | outcome:optimal kind:solve
          has:outcome outcome!=no_solution      | has:outcome outcome!=no_solution
          metric.val_auc>0.9 (tag:baseline OR param.lr<=1e-3) NOT status:failed | metric.val_auc>0.9 (tag:baseline OR param.lr<=0.001) NOT status:failed
          tag:a AND tag:b                       | tag:a tag:b
          tag:a tag:b OR tag:c                  | tag:a tag:b OR tag:c
          (tag:a)                               | tag:a
          ((tag:a tag:b)) tag:c                 | (tag:a tag:b) tag:c
          NOT(tag:a OR tag:b)                   | NOT (tag:a OR tag:b)
          NOT NOT tag:a                         | NOT NOT tag:a
          gbm                                   | name~gbm
          "two words"                           | name~"two words"
          dataset:"adult income"                | dataset:"adult income"
          name~"say \\"hi\\""                   | name~"say \\"hi\\""
          created>-7d                           | created>-7d
          created>-1w2h                         | created>-7d2h
          created:2026-01-31                    | created:2026-01-31
          ended<=2026-01-31T12:00:00+01:00      | ended<=2026-01-31T11:00:00Z
          duration>90                           | duration>1m30s
          duration<1h30m                        | duration<1h30m
          attempt>=2 errors:0                   | attempt>=2 errors:0
          metric.val.auc.max>=-1.5e-3           | metric.val.auc.max>=-0.0015
          metric."val.max"<1                    | metric."val.max"<1
          metric."odd key".min<1                | metric."odd key".min<1
          metric.loss/train.last<1              | metric.loss/train<1
          param.model.depth:6                   | param.model.depth:6
          param.depth:"6"                       | param.depth:"6"
          param.bagging:true                    | param.bagging:true
          param."odd key"~x                     | param."odd key"~x
          has:param.lr NOT has:metric.auc.max   | has:param.lr NOT has:metric.auc.max
          archived:any                          | archived:any
          owner:me                              | owner:me
          """)
  void readsAndWrites(String written, String plain) {
    assertThat(RunFilterPrinter.print(RunFilterParser.parse(written))).isEqualTo(plain);
    assertThat(RunFilterPrinter.print(RunFilterParser.parse(plain))).isEqualTo(plain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   ", "\n"})
  void anEmptyFilterIsEveryRun(String written) {
    assertThat(RunFilterParser.parse(written)).isEqualTo(RunCondition.all());
    assertThat(RunFilterPrinter.print(RunCondition.all())).isEmpty();
  }

  /** Input, offset and length of the fault, and what may have been meant. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          statsu:failed                | 0  | 6  | status
          tag:a wheels:4               | 6  | 6  | param.wheels,metric.wheels
          sta:failed                   | 0  | 3  | status,started
          status:faild                 | 7  | 5  | failed
          outcome:infeasable           | 8  | 10 | infeasible
          outcome~optimal              | 7  | 1  |
          status:                      | 7  | 0  |
          status>failed                | 6  | 1  |
          metric.auc>high              | 11 | 4  |
          metric.auc~1                 | 10 | 1  |
          metric.auc                   | 10 | 0  |
          metric.>1                    | 0  | 7  |
          metric."a"b>1                | 0  | 11 |
          param.lr<fast                | 9  | 4  |
          param.>1                     | 0  | 6  |
          (tag:a                       | 0  | 1  |
          tag:a)                       | 5  | 1  |
          tag:a OR                     | 8  | 0  |
          tag:a AND                    | 9  | 0  |
          OR tag:a                     | 0  | 2  |
          tag:a OR OR tag:b            | 9  | 2  |
          NOT                          | 3  | 0  |
          ()                           | 1  | 1  |
          name:"open                   | 5  | 5  |
          created>yesterday            | 8  | 9  |
          created>2026-13-01           | 8  | 10 |
          id:123                       | 3  | 3  |
          attempt!2                    | 7  | 1  |
          has>param.lr                 | 3  | 1  |
          has:                         | 4  | 0  |
          has:lr                       | 4  | 2  | param.lr,metric.lr
          archived:maybe               | 9  | 5  |
          :failed                      | 0  | 1  |
          """)
  void marksWhatItCannotRead(String written, int offset, int length, String suggestions) {
    Fault.Place place = fault(written);
    assertThat(List.of(place.offset(), place.length())).isEqualTo(List.of(offset, length));
    if (suggestions != null) {
      assertThat(place.suggestions()).contains(suggestions.split(","));
    }
  }

  private static Fault.Place fault(String written) {
    SignalboxException thrown =
        catchThrowableOfType(SignalboxException.class, () -> RunFilterParser.parse(written));
    assertThat(thrown).as(written).isNotNull();
    assertThat(thrown.code()).isEqualTo(ErrorCode.RUN_BAD_FILTER);
    assertThat(thrown.field()).isEqualTo("filter");
    return Objects.requireNonNull(thrown.faults().getFirst().place());
  }

  @Test
  void saysWhatWasExpected() {
    assertThat(fault("status:x").expected()).contains("failed", "queued");
    assertThat(fault("metric.auc~1").expected()).contains(">", "<=").doesNotContain("~");
    assertThat(fault("statsu:failed").expected()).contains("status", "metric.name");
    assertThat(fault("(tag:a").expected()).containsExactly(")");
  }

  @Test
  void isBounded() {
    assertThat(fault("a ".repeat(RunFilterParser.MAX_LENGTH)).offset())
        .isEqualTo(RunFilterParser.MAX_LENGTH);
    int tooDeep = RunFilterParser.MAX_DEPTH + 1;
    fault("(".repeat(tooDeep) + "tag:a" + ")".repeat(tooDeep));
    fault("NOT ".repeat(tooDeep) + "tag:a");
    fault("a ".repeat(RunFilterParser.MAX_CONDITIONS + 1));
    RunFilterParser.parse("a ".repeat(RunFilterParser.MAX_CONDITIONS));
  }

  @Test
  void whatIsWrittenReadsBackAsTheSame() {
    RandomConditions conditions = new RandomConditions(new SplittableRandom(20260304));
    for (int round = 0; round < ROUNDS; round++) {
      RunCondition condition = conditions.next(4);
      String written = RunFilterPrinter.print(condition);
      assertThat(RunFilterParser.parse(written)).as(written).isEqualTo(condition);
    }
  }

  /** Whatever is typed is a filter or a fault whose place lies in the text. */
  @Test
  void neverFailsInAnotherWay() {
    SplittableRandom random = new SplittableRandom(7);
    String letters = " ()\"\\:!<>=~.-1aOR NOTstatus:metric.param.has:2026-01-01é\t";
    for (int round = 0; round < ROUNDS; round++) {
      StringBuilder written = new StringBuilder();
      int length = random.nextInt(30);
      for (int i = 0; i < length; i++) {
        written.append(letters.charAt(random.nextInt(letters.length())));
      }
      try {
        RunCondition read = RunFilterParser.parse(written.toString());
        assertThat(RunFilterParser.parse(RunFilterPrinter.print(read))).isEqualTo(read);
      } catch (SignalboxException e) {
        Fault.Place place = Objects.requireNonNull(e.faults().getFirst().place());
        assertThat(place.offset()).isBetween(0, written.length());
        assertThat(place.offset() + place.length()).isBetween(0, written.length());
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "created,created,false",
    "-metric.auc.max,metric.auc.max,true",
    "param.lr,param.lr,false",
    "-name,name,true"
  })
  void readsOrders(String written, String field, boolean descending) {
    RunOrder order = RunFilterParser.order(written);
    assertThat(order.field().text()).isEqualTo(field);
    assertThat(order.descending()).isEqualTo(descending);
    assertThat(order.text()).isEqualTo(written);
  }

  @Test
  void namesTheInputAtFault() {
    SignalboxException thrown =
        catchThrowableOfType(SignalboxException.class, () -> RunFilterParser.order("-nmae"));
    assertThat(thrown.field()).isEqualTo("sort");
    Fault.Place place = Objects.requireNonNull(thrown.faults().getFirst().place());
    assertThat(place.offset()).isEqualTo(1);
    assertThat(place.suggestions()).contains("name");
    assertThat(
            catchThrowableOfType(
                    SignalboxException.class, () -> RunFilterParser.field("column", "a b"))
                .field())
        .isEqualTo("column");
  }

  @Test
  void hidesArchivedRunsUnlessItSpeaksOfThem() {
    assertThat(RunFilterPrinter.print(RunFilterParser.parse("tag:a OR tag:b").listed()))
        .isEqualTo("(tag:a OR tag:b) archived:no kind!=trial");
    assertThat(listed("")).isEqualTo("archived:no kind!=trial");
    assertThat(listed("tag:a archived:any")).isEqualTo("tag:a archived:any kind!=trial");
  }

  @Test
  void hidesTrialsUnlessItSpeaksOfThem() {
    String study = "study:0195a3f0-0000-7000-8000-000000000001";
    for (String own :
        List.of("kind:trial", "kind!=trial", "NOT kind:trial", study, "NOT has:study")) {
      assertThat(listed(own)).isEqualTo(own + " archived:no");
    }
    assertThat(listed("kind:trial OR tag:a")).isEqualTo("(kind:trial OR tag:a) archived:no");
    assertThat(listed("kind:study")).isEqualTo("kind:study archived:no kind!=trial");
    RunCondition both = RunFilterParser.parse(study + " archived:any");
    assertThat(both.listed()).isEqualTo(both);
  }

  private static String listed(String filter) {
    return RunFilterPrinter.print(RunFilterParser.parse(filter).listed());
  }

  @Test
  void namesTheStudyOfATrialByItsWholeId() {
    SignalboxException thrown =
        catchThrowableOfType(
            SignalboxException.class, () -> RunFilterParser.parse("study:0195a3f0"));
    assertThat(thrown.faults().getFirst().detail()).startsWith("study is compared with");
  }
}
