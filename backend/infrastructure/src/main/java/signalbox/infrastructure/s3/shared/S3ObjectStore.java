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
import java.util.function.Supplier;
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
  private static final int NOT_FOUND = 404;

  private final S3Client client;
  private final String bucket;
  private final long partBytes;

  public S3ObjectStore(
      URI endpoint, String region, String bucket, String accessKey, String secretKey) {
    this(endpoint, region, bucket, accessKey, secretKey, PART_BYTES);
  }

  S3ObjectStore(
      URI endpoint,
      String region,
      String bucket,
      String accessKey,
      String secretKey,
      long partBytes) {
    this.bucket = bucket;
    this.partBytes = partBytes;
    this.client =
        S3Client.builder()
            .endpointOverride(endpoint)
            .region(Region.of(region))
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .httpClient(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(CONNECT_TIMEOUT)
                    .socketTimeout(SOCKET_TIMEOUT)
                    .build())
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
            request -> request.bucket(bucket).key(key).contentType(contentType),
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

  @Override
  public void prepare() {
    calling(() -> {
      try {
        client.headBucket(request -> request.bucket(bucket));
      } catch (NoSuchBucketException e) {
        client.createBucket(request -> request.bucket(bucket));
      }
      return true;
    });
  }

  /** The same bucket as a list; good until this is closed. */
  public ObjectListing listing() {
    return new S3ObjectListing(client, bucket);
  }

  @Override
  public void close() {
    client.close();
  }

  private void putInParts(String key, Path file, long size, String contentType) {
    String upload =
        client
            .createMultipartUpload(
                request -> request.bucket(bucket).key(key).contentType(contentType))
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

  /** Translates what the client throws. */
  static <T> T calling(Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      throw SignalboxException.of(ErrorCode.STORE_UNAVAILABLE).causedBy(e);
    }
  }
}
