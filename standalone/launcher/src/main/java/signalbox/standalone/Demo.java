package signalbox.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes a project with data and a training, through the same interface that everybody uses. */
final class Demo {
  static final String PROJECT = "Demo";
  static final String DATASET = "customer churn";
  static final String RUN = "churn with LightGBM";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String base;
  private final String token;

  private Demo(String base, String token) {
    this.base = base;
    this.token = token;
  }

  /** Signs in at the backend of {@code url}. */
  static Demo at(String url, String email, String password) {
    var base = url + "/api/v1";
    var login = JSON.createObjectNode().put("email", email).put("password", password);
    var answer = new Demo(base, "").post("/auth/login", login);
    return new Demo(base, answer.path("accessToken").asText());
  }

  /** Makes what is missing; answers in a sentence what there is now. */
  String ensure() {
    var project = find("/projects?limit=100", PROJECT);
    if (project == null) {
      var body = JSON.createObjectNode().put("name", PROJECT);
      body.put("description", "Demo data: invented customers, and whether they left");
      project = post("/projects", body);
    }
    var id = project.path("id").asText();
    var dataset = find("/projects/" + id + "/datasets?limit=100", DATASET);
    if (dataset == null) {
      dataset = upload(id);
    }
    var run =
        find("/projects/" + id + "/runs?q=" + URLEncoder.encode(RUN, StandardCharsets.UTF_8), RUN);
    if (run == null) {
      var body = JSON.createObjectNode().put("kind", "training").put("name", RUN);
      body.put("algorithm", algorithm());
      body.put("datasetId", dataset.path("id").asText()).put("target", "churned");
      body.putArray("excludedColumns").add("customer_id");
      run = post("/projects/" + id + "/runs", body);
      return "project «%s», dataset «%s» and training «%s» are made"
          .formatted(PROJECT, DATASET, RUN);
    }
    return "project «%s» is there; training «%s» is %s"
        .formatted(PROJECT, RUN, run.path("status").asText());
  }

  /** The name under which the services offer LightGBM; they may need a moment to introduce. */
  private String algorithm() {
    long end = System.nanoTime() + 30_000_000_000L;
    while (true) {
      for (var item : get("/algorithms").path("items")) {
        var name = item.path("name").asText();
        if (name.contains("lightgbm")) {
          return name;
        }
      }
      if (System.nanoTime() > end) {
        throw new Refusal("The demo found no service that offers LightGBM within 30 s.");
      }
      try {
        Thread.sleep(200);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Refusal("The demo was interrupted.");
      }
    }
  }

  private JsonNode upload(String projectId) {
    var boundary = "signalbox-demo-data";
    var body = new ByteArrayOutputStream();
    var head =
        String.join(
            "\r\n",
            "--" + boundary,
            "Content-Disposition: form-data; name=\"name\"",
            "",
            DATASET,
            "--" + boundary,
            "Content-Disposition: form-data; name=\"file\"; filename=\"customer-churn.csv\"",
            "Content-Type: text/csv",
            "",
            "");
    body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(DemoData.csv().getBytes(StandardCharsets.UTF_8));
    body.writeBytes("\r\n--%s--\r\n".formatted(boundary).getBytes(StandardCharsets.UTF_8));
    return call(
        "POST",
        "/projects/" + projectId + "/datasets",
        body.toByteArray(),
        "multipart/form-data; boundary=" + boundary);
  }

  private @Nullable JsonNode find(String path, String name) {
    for (var item : get(path).path("items")) {
      if (item.path("name").asText().equals(name)) {
        return item;
      }
    }
    return null;
  }

  private JsonNode get(String path) {
    return call("GET", path, new byte[0], "");
  }

  private JsonNode post(String path, ObjectNode body) {
    return call("POST", path, body.toString().getBytes(StandardCharsets.UTF_8), "application/json");
  }

  private JsonNode call(String method, String path, byte[] body, String contentType) {
    try {
      var connection = (HttpURLConnection) URI.create(base + path).toURL().openConnection();
      connection.setConnectTimeout(5_000);
      connection.setReadTimeout(30_000);
      connection.setRequestMethod(method);
      if (!token.isEmpty()) {
        connection.setRequestProperty("Authorization", "Bearer " + token);
      }
      if (body.length > 0) {
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", contentType);
        try (var out = connection.getOutputStream()) {
          out.write(body);
        }
      }
      int status = connection.getResponseCode();
      var stream = status < 400 ? connection.getInputStream() : connection.getErrorStream();
      var text = stream == null ? "" : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      if (status >= 400) {
        throw new Refusal(
            "The demo could not be made: %s %s answered %d %s"
                .formatted(method, path, status, text));
      }
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new Refusal(
          "The demo could not be made: " + method + " " + path + ": " + e.getMessage());
    }
  }
}
