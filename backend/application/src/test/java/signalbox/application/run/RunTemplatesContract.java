package signalbox.application.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;
import signalbox.domain.run.RunKind;
import signalbox.domain.run.RunTemplate;
import signalbox.domain.run.RunTemplateId;

/** What every store of templates does. */
public abstract class RunTemplatesContract {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  protected abstract RunTemplates templates();

  protected abstract Records records();

  private static RunTemplate template(ProjectId project, UserId owner, String name) {
    return new RunTemplate(
        new RunTemplateId(TestRuns.IDS.next()),
        project,
        owner,
        name,
        RunKind.TRAINING,
        Map.of("algorithm", "lightgbm", "parameters", Map.of("depth", 3), "excluded", List.of("a")),
        NOW);
  }

  @Test
  void listsThoseOfTheOwnerInTheProjectByName() {
    ProjectId project = records().project();
    UserId ada = records().user();
    RunTemplate wide = template(project, ada, "wide");
    RunTemplate deep = template(project, ada, "deep");
    templates().save(wide);
    templates().save(deep);
    templates().save(template(project, records().user(), "other"));
    templates().save(template(records().project(), ada, "elsewhere"));
    assertThat(templates().list(project, ada)).containsExactly(deep, wide);
  }

  @Test
  void theSameNameReplacesAndKeepsTheId() {
    ProjectId project = records().project();
    UserId ada = records().user();
    RunTemplate first = templates().save(template(project, ada, "mine"));
    RunTemplate next =
        new RunTemplate(
            new RunTemplateId(TestRuns.IDS.next()),
            project,
            ada,
            "mine",
            RunKind.PREDICTION,
            Map.of("modelVersion", 2),
            NOW.plusSeconds(9));
    RunTemplate replaced = templates().save(next);
    assertThat(replaced.id()).isEqualTo(first.id());
    assertThat(replaced.kind()).isEqualTo(RunKind.PREDICTION);
    assertThat(replaced.run()).isEqualTo(Map.of("modelVersion", 2));
    assertThat(templates().list(project, ada)).containsExactly(replaced);
  }

  @Test
  void deletesForTheOwnerInTheProjectOnly() {
    ProjectId project = records().project();
    UserId ada = records().user();
    RunTemplate mine = templates().save(template(project, ada, "mine"));
    assertThat(templates().delete(project, records().user(), mine.id())).isFalse();
    assertThat(templates().delete(records().project(), ada, mine.id())).isFalse();
    assertThat(templates().delete(project, ada, mine.id())).isTrue();
    assertThat(templates().delete(project, ada, mine.id())).isFalse();
  }
}
