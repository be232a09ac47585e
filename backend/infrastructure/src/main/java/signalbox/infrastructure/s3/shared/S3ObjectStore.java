package signalbox.infrastructure.s3.shared;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import javax.net.ssl.TrustManager;
import signalbox.application.artifact.ObjectStore;
import signalbox.application.storage.ObjectListing;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.SignalboxException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects in one bucket over S3. Large files go up in parts, each read from the file as it is sent;
 * an upload that breaks off is aborted, so that its parts do not stay.
 */
public final class S3ObjectStore implements ObjectStore, AutoCloseable {
  /** Files above this go up in parts of this size. */
  static final long PART_BYTES = 32L * 1024 * 1024;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(60);
  private static final String TRIALS = "health/encryption-";
  private static final int NOT_FOUND = 404;

  private final S3Client client;
  private final String bucket;
  private final S3Options options;
  private final long partBytes;
  private final boolean secure;

  /** Of this backend alone: another one that starts now would remove the object under our eyes. */
  private final String trialKey = TRIALS + UUID.randomUUID();

  private volatile String server = "";

  /** With {@link S3Options#DEFAULT}. */
  public S3ObjectStore(
      URI endpoint, String region, String bucket, String accessKey, String secretKey) {
    this(endpoint, region, bucket, accessKey, secretKey, S3Options.DEFAULT);
  }

  public S3ObjectStore(
      URI endpoint,
      String region,
      String bucket,
      String accessKey,
      String secretKey,
      S3Options options) {
    this(endpoint, region, bucket, accessKey, secretKey, options, PART_BYTES);
  }

  S3ObjectStore(
      URI endpoint,
      String region,
      String bucket,
      String accessKey,
      String secretKey,
      S3Options options,
      long partBytes) {
    this.bucket = bucket;
    this.options = options;
    this.partBytes = partBytes;
    this.secure = "https".equals(endpoint.getScheme());
    UrlConnectionHttpClient.Builder http =
        UrlConnectionHttpClient.builder()
            .connectionTimeout(CONNECT_TIMEOUT)
            .socketTimeout(SOCKET_TIMEOUT);
    if (!options.trusted().isEmpty()) {
      TrustManager[] trusted = TrustedCertificates.with(options.trusted());
      http.tlsTrustManagersProvider(() -> trusted);
    }
    this.client =
        S3Client.builder()
            .endpointOverride(endpoint)
            .region(Region.of(region))
            .forcePathStyle(!options.virtualHosts())
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
            // Checksums in trailers are newer than many servers.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            // Some servers answer before the last chunk and then close the connection, which is
            // kept here for the next request: a few of those use up all its tries.
            .serviceConfiguration(signing -> signing.chunkedEncodingEnabled(false))
            .httpClient(http.build())
            .build();
  }

  @Override
  public void put(String key, Path file, String contentType) {
    long size;
    try {
      size = Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    calling(() -> {
      if (size <= partBytes) {
        client.putObject(
            request ->
                request
                    .bucket(bucket)
                    .key(key)
                    .contentType(contentType)
                    .serverSideEncryption(options.encryption().algorithm())
                    .ssekmsKeyId(options.encryption().kmsKeyId()),
            RequestBody.fromFile(file));
      } else {
        putInParts(key, file, size, contentType);
      }
      return true;
    });
  }

  @Override
  public Optional<StoredObject> open(String key) {
    return calling(() -> {
      try {
        ResponseInputStream<GetObjectResponse> content =
            client.getObject(request -> request.bucket(bucket).key(key));
        return Optional.of(new StoredObject(content.response().contentLength(), content));
      } catch (NoSuchKeyException e) {
        return Optional.empty();
      }
    });
  }

  @Override
  public Optional<StoredObject> open(String key, long offset, long length) {
    String range = "bytes=" + offset + "-" + (offset + length - 1);
    return calling(() -> {
      try {
        ResponseInputStream<GetObjectResponse> content =
            client.getObject(request -> request.bucket(bucket).key(key).range(range));
        return Optional.of(
            new StoredObject(content.response().contentLength(), new AbortingStream(content)));
      } catch (NoSuchKeyException e) {
        return Optional.empty();
      }
    });
  }

  /** Who closes early does not wait for the rest. */
  private static final class AbortingStream extends FilterInputStream {
    private final ResponseInputStream<GetObjectResponse> content;

    AbortingStream(ResponseInputStream<GetObjectResponse> content) {
      super(content);
      this.content = content;
    }

    @Override
    public void close() {
      content.abort();
    }
  }

  @Override
  public Optional<Long> size(String key) {
    return calling(() -> {
      try {
        return Optional.of(
            client.headObject(request -> request.bucket(bucket).key(key)).contentLength());
      } catch (S3Exception e) {
        if (e.statusCode() == NOT_FOUND) {
          return Optional.empty();
        }
        throw e;
      }
    });
  }

  @Override
  public void delete(String key) {
    calling(() -> client.deleteObject(request -> request.bucket(bucket).key(key)));
  }

  /**
   * Makes the bucket only when its options say so. When encryption is asked for, an object is
   * stored on trial: a server that cannot encrypt refuses it or does not speak of it.
   */
  @Override
  public void prepare() {
    try {
      findBucket();
      tryEncryption();
    } catch (SdkException e) {
      throw unusable(S3Trouble.of(e, bucket));
    }
  }

  /** What is spoken to, and how; the server names itself when the store was prepared, if at all. */
  public String describe() {
    String algorithm = options.encryption().algorithm();
    return (server.isEmpty() ? "S3" : server)
        + (secure ? " over TLS, " : " without TLS, ")
        + (options.virtualHosts() ? "virtual-host style, " : "path style, ")
        + (algorithm == null ? "no encryption asked for." : "encryption " + algorithm + ".");
  }

  /** The same bucket as a list; good until this is closed. */
  public ObjectListing listing() {
    return new S3ObjectListing(client, bucket);
  }

  @Override
  public void close() {
    client.close();
  }

  private void findBucket() {
    try {
      server =
          client
              .headBucket(request -> request.bucket(bucket))
              .sdkHttpResponse()
              .firstMatchingHeader("Server")
              .orElse("");
    } catch (NoSuchBucketException e) {
      if (!options.createsBucket()) {
        throw unusable(S3Trouble.noBucket(bucket));
      }
      client.createBucket(request -> request.bucket(bucket));
    }
  }

  private void tryEncryption() {
    String algorithm = options.encryption().algorithm();
    if (algorithm == null) {
      return;
    }
    String answered;
    try {
      client.putObject(
          request ->
              request
                  .bucket(bucket)
                  .key(trialKey)
                  .serverSideEncryption(algorithm)
                  .ssekmsKeyId(options.encryption().kmsKeyId()),
          // There may be nothing to encrypt in an empty one.
          RequestBody.fromString("trial"));
      // Not every server says it to HEAD.
      answered =
          client
              .getObject(
                  request -> request.bucket(bucket).key(trialKey), ResponseTransformer.toBytes())
              .response()
              .serverSideEncryptionAsString();
    } catch (SdkException e) {
      removeTrialAfter(e);
      // Some servers refuse it by closing the connection while it is sent.
      throw unusable(S3Trouble.notEncrypted(algorithm, e));
    }
    removeTrial();
    if (!algorithm.equals(answered)) {
      throw unusable(S3Trouble.otherwiseEncrypted(algorithm, answered));
    }
  }

  private void removeTrial() {
    client.deleteObject(request -> request.bucket(bucket).key(trialKey));
  }

  /** It may have been stored all the same, and nobody else would come back to it. */
  private void removeTrialAfter(SdkException failure) {
    try {
      removeTrial();
    } catch (SdkException e) {
      failure.addSuppressed(e);
    }
  }

  private void putInParts(String key, Path file, long size, String contentType) {
    String upload =
        client
            .createMultipartUpload(request ->
                request
                    .bucket(bucket)
                    .key(key)
                    .contentType(contentType)
                    .serverSideEncryption(options.encryption().algorithm())
                    .ssekmsKeyId(options.encryption().kmsKeyId()))
            .uploadId();
    boolean complete = false;
    try {
      List<CompletedPart> parts = new ArrayList<>();
      for (long offset = 0; offset < size; offset += partBytes) {
        int number = parts.size() + 1;
        long length = Math.min(partBytes, size - offset);
        RequestBody body = FileRange.body(file, offset, length);
        String tag =
            client
                .uploadPart(
                    request ->
                        request
                            .bucket(bucket)
                            .key(key)
                            .uploadId(upload)
                            .partNumber(number)
                            .contentLength(length),
                    body)
                .eTag();
        parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
      }
      client.completeMultipartUpload(request ->
          request
              .bucket(bucket)
              .key(key)
              .uploadId(upload)
              .multipartUpload(completed -> completed.parts(parts)));
      complete = true;
    } finally {
      if (!complete) {
        abort(key, upload);
      }
    }
  }

  private void abort(String key, String upload) {
    try {
      client.abortMultipartUpload(request -> request.bucket(bucket).key(key).uploadId(upload));
    } catch (SdkException e) {
      System.getLogger(S3ObjectStore.class.getName())
          .log(System.Logger.Level.WARNING, "Parts of a broken upload stay in the store", e);
    }
  }

  private static SignalboxException unusable(String reason) {
    return SignalboxException.of(ErrorCode.STORE_UNAVAILABLE)
        .causedBy(new IllegalStateException(reason));
  }

  /** Translates what the client throws. */
  static <T> T calling(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE).causedBy(e);
    }
  }
}
