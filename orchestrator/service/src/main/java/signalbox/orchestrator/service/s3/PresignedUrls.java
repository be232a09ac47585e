package signalbox.orchestrator.service.s3;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedPutObjectRequest;

/**
 * Makes URLs that let an ML service read or write one object, by computation alone. Thread-safe.
 */
public final class PresignedUrls implements AutoCloseable {
  /** Long enough for an attempt that waits for its data. */
  private static final Duration GET_VALID = Duration.ofHours(24);

  /** A URL that was made is given again for so long: trials of one study read the same data. */
  private static final Duration GET_KEPT = Duration.ofHours(1);

  private static final int MOST_KEPT = 1_000;
  private static final Duration PUT_VALID = Duration.ofHours(6);
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

  private final S3Presigner presigner;
  private final String bucket;
  private final UploadEncryption encryption;

  /**
   * @param at when it was signed, by {@link System#nanoTime}
   */
  private record Signed(String url, long at) {}

  // Guarded by itself.
  private final Map<String, Signed> kept =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Signed> eldest) {
          return size() > MOST_KEPT;
        }
      };

  /** An upload that was granted; the headers belong to the signature. */
  public record Upload(String key, String url, Map<String, String> headers) {}

  /** Path style, without encryption. */
  public PresignedUrls(
      URI endpoint, String region, String bucket, String accessKey, String secretKey) {
    this(endpoint, region, bucket, accessKey, secretKey, false, UploadEncryption.NONE);
  }

  /**
   * @param endpoint as ML services reach it
   * @param virtualHosts whether the bucket is part of the host's name; else it begins the path
   */
  public PresignedUrls(
      URI endpoint,
      String region,
      String bucket,
      String accessKey,
      String secretKey,
      boolean virtualHosts,
      UploadEncryption encryption) {
    this.bucket = bucket;
    this.encryption = encryption;
    this.presigner =
        S3Presigner.builder()
            .endpointOverride(endpoint)
            .region(Region.of(region))
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
            .serviceConfiguration(
                S3Configuration.builder().pathStyleAccessEnabled(!virtualHosts).build())
            .build();
  }

  /** True when the name is a plain file name that may become the end of a key. */
  public static boolean plain(String name) {
    return PLAIN_NAME.matcher(name).matches() && !name.contains("..");
  }

  /** Where an artifact of an attempt lies. */
  public static String artifactKey(String runId, int attempt, String name) {
    if (!plain(name)) {
      throw new IllegalArgumentException("not a plain file name: " + name);
    }
    return "runs/" + runId + "/" + attempt + "/" + name;
  }

  /** A URL that reads the object for at least {@code GET_VALID} less {@code GET_KEPT}. */
  public String get(String key) {
    long now = System.nanoTime();
    synchronized (kept) {
      Signed signed = kept.get(key);
      if (signed == null || now - signed.at() > GET_KEPT.toNanos()) {
        signed = new Signed(sign(key), now);
        kept.put(key, signed);
      }
      return signed.url();
    }
  }

  private String sign(String key) {
    return presigner
        .presignGetObject(request ->
            request
                .signatureDuration(GET_VALID)
                .getObjectRequest(object -> object.bucket(bucket).key(key)))
        .url()
        .toExternalForm();
  }

  /** A URL that writes the object, with this content type and the encryption of the bucket. */
  public Upload put(String key, String contentType) {
    PresignedPutObjectRequest signed =
        presigner.presignPutObject(request ->
            request
                .signatureDuration(PUT_VALID)
                .putObjectRequest(object -> {
                  object.bucket(bucket).key(key);
                  if (!contentType.isEmpty()) {
                    object.contentType(contentType);
                  }
                  if (!encryption.algorithm().isEmpty()) {
                    object.serverSideEncryption(encryption.algorithm());
                  }
                  if (!encryption.kmsKeyId().isEmpty()) {
                    object.ssekmsKeyId(encryption.kmsKeyId());
                  }
                }));
    Map<String, String> headers = new HashMap<>();
    for (Map.Entry<String, List<String>> header : signed.signedHeaders().entrySet()) {
      // The client sets the host by itself.
      if (!"host".equals(header.getKey().toLowerCase(Locale.ROOT))) {
        headers.put(header.getKey(), String.join(",", header.getValue()));
      }
    }
    return new Upload(key, signed.url().toExternalForm(), headers);
  }

  @Override
  public void close() {
    presigner.close();
  }
}
