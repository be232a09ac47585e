package signalbox.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Finding what has a name, and the end of a project. */
class ProjectIT {
  private static final String TABLE = "name,age\nAda,36\nGrace,\nAlan,41\n";

  private RunningBackend backend;
  private UUID project;

  @BeforeEach
  void freshProject() throws Exception {
    backend = RunningBackend.shared();
    project = backend.newProject();
  }

  private String upload(String name) throws Exception {
    return backend
        .upload(project, backend.adminToken(), name, TABLE)
        .expect(201)
        .json()
        .path("id")
        .asText();
  }

  private List<String> names(String query, String token) throws Exception {
    JsonNode items =
        backend.call("GET", "/search?" + query, token, null).expect(200).json().path("items");
    return StreamSupport.stream(items.spliterator(), false)
        .map(item -> item.path("name").asText())
        .toList();
  }

  @Test
  void findsByTheNameTheBeginningAndAPartInThisOrder() throws Exception {
    upload("old-seeds.csv");
    upload("seeds.csv.old");
    upload("Seeds.csv");
    assertThat(names("q=seeds.csv&projectId=" + project, backend.adminToken()))
        .containsExactly("Seeds.csv", "seeds.csv.old", "old-seeds.csv");
  }

  @Test
  void takesEverySignAsItIs() throws Exception {
    upload("a_b.csv");
    upload("axb.csv");
    assertThat(names("q=a_b&projectId=" + project, backend.adminToken()))
        .containsExactly("a_b.csv");
    assertThat(names("q=%25&projectId=" + project, backend.adminToken())).isEmpty();
  }

  @Test
  void findsAnIdByItsBeginning() throws Exception {
    String id = upload("x.csv");
    assertThat(names("q=" + id, backend.adminToken())).containsExactly("x.csv");
    assertThat(names("q=" + id.substring(0, 13) + "&projectId=" + project, backend.adminToken()))
        .contains("x.csv");
  }

  @Test
  void showsNobodyWhatHeMayNotSee() throws Exception {
    upload("secret-" + project + ".csv");
    RunningBackend.User stranger = backend.newUser();
    assertThat(names("q=secret-" + project, stranger.token())).isEmpty();
    backend
        .call("GET", "/search?q=secret&projectId=" + project, stranger.token(), null)
        .expectProblem(404, "project.not_found");
    backend
        .call(
            "PUT",
            "/projects/" + project + "/members/" + stranger.id(),
            backend.adminToken(),
            "{\"role\":\"viewer\"}")
        .expect(200);
    assertThat(names("q=secret-" + project, stranger.token())).hasSize(1);
  }

  @Test
  void namesTheFieldOfABadSearch() throws Exception {
    for (String query : List.of("", "q=%20", "q=" + "x".repeat(201))) {
      JsonNode problem =
          backend
              .call("GET", "/search?" + query, backend.adminToken(), null)
              .expectProblem(422, "request.invalid")
              .json();
      assertThat(problem.path("field").asText()).isEqualTo("q");
    }
    for (String query : List.of("q=a&projectId=x", "q=a&limit=51")) {
      backend
          .call("GET", "/search?" + query, backend.adminToken(), null)
          .expectProblem(422, "request.invalid");
    }
  }

  @Test
  void goesWithEverythingInItOnlyWhenThatIsAskedFor() throws Exception {
    String dataset = upload("kept.csv");
    String path = "/projects/" + project;
    backend
        .call("DELETE", path, backend.adminToken(), null)
        .expectProblem(409, "project.not_empty");
    backend
        .call("DELETE", path + "?withContent=perhaps", backend.adminToken(), null)
        .expectProblem(422, "request.invalid");
    backend.call("DELETE", path + "?withContent=true", backend.adminToken(), null).expect(204);
    backend.call("GET", path, backend.adminToken(), null).expectProblem(404, "project.not_found");
    backend
        .call("GET", "/datasets/" + dataset, backend.adminToken(), null)
        .expectProblem(404, "dataset.not_found");
  }
}
