package signalbox.orchestrator.service.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import signalbox.embedded.S3TestServer;
import signalbox.embedded.TestCertificate;

/** What signed URLs are good for, and for nothing else, on a server that checks them. */
abstract class PresignedUrlsContract {
  private static final String TYPE = "application/zip";
  private static final String KEY = "runs/r/1/model v1.zip";

  private final PresignedUrls urls;
  private final HttpClient http = client();

  PresignedUrlsContract(S3TestServer server, boolean tls, boolean virtualHosts) {
    this.urls = signing(server, tls, virtualHosts);
  }

  /** URLs for a fresh bucket of the server, which is asked to encrypt. */
  static PresignedUrls signing(S3TestServer server, boolean tls, boolean virtualHosts) {
    return new PresignedUrls(
        server.endpoint(tls),
        "us-east-1",
        server.createBucket(),
        server.accessKey(),
        server.secretKey(),
        virtualHosts,
        new UploadEncryption("AES256", ""));
  }

  @AfterEach
  void close() {
    urls.close();
    http.close();
  }

  @Test
  void aGrantIsEnoughToStoreAndAUrlToRead() throws Exception {
    PresignedUrls.Upload grant = urls.put(KEY, TYPE);
    assertThat(put(grant.url(), grant.headers())).isEqualTo(200);

    HttpResponse<String> read = get(urls.get(KEY));
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.body()).isEqualTo("content");
    assertThat(read.headers().firstValue("Content-Type")).contains(TYPE);
    assertThat(read.headers().firstValue("x-amz-server-side-encryption")).contains("AES256");
  }

  @Test
  void anUploadNeedsEveryHeaderOfItsGrant() throws Exception {
    PresignedUrls.Upload grant = urls.put(KEY, TYPE);
    for (String header : grant.headers().keySet()) {
      Map<String, String> without = new HashMap<>(grant.headers());
      without.remove(header);
      assertThat(put(grant.url(), without)).as("without " + header).isIn(400, 403);
      Map<String, String> changed = new HashMap<>(grant.headers());
      changed.put(header, "text/html");
      assertThat(put(grant.url(), changed)).as("another " + header).isIn(400, 403);
    }
    assertThat(get(urls.get(KEY)).statusCode()).isEqualTo(404);
  }

  @Test
  void aUrlIsForOneObjectAndOneMethod() throws Exception {
    PresignedUrls.Upload grant = urls.put(KEY, TYPE);
    put(grant.url(), grant.headers());

    assertThat(put(urls.get(KEY), grant.headers())).isEqualTo(403);
    assertThat(get(grant.url()).statusCode()).isEqualTo(403);
    assertThat(get(urls.get(KEY).replace("/1/", "/2/")).statusCode()).isEqualTo(403);
    assertThat(
            get(urls.get(KEY).replace("X-Amz-Expires=86400", "X-Amz-Expires=86401")).statusCode())
        .isEqualTo(403);
  }

  private int put(String url, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .PUT(HttpRequest.BodyPublishers.ofString("content", UTF_8));
    headers.forEach(request::setHeader);
    // After a refusal the server may close the connection, which the next one would be sent on.
    try (HttpClient once = client()) {
      return once.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }

  private HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  private static HttpClient client() {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry("authority", TestCertificate.shared().authority());
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .sslContext(context)
          .build();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
