package signalbox.infrastructure.s3.shared;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.application.storage.ObjectListing;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The objects of a bucket, listed over S3. Each page is asked for by the key before it, not by the
 * mark of the page before, so a walk can go on hours later and from elsewhere.
 */
final class S3ObjectListing implements ObjectListing {
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int NOT_IMPLEMENTED = 501;

  private final S3Client client;
  private final String bucket;

  S3ObjectListing(S3Client client, String bucket) {
    this.client = client;
    this.bucket = bucket;
  }

  @Override
  public Page after(@Nullable String key, int most) {
    ListObjectsV2Response answer =
        S3ObjectStore.calling(() ->
            client.listObjectsV2(request -> request.bucket(bucket).startAfter(key).maxKeys(most)));
    return new Page(
        answer.contents().stream().map(S3ObjectListing::listed).toList(),
        !Boolean.TRUE.equals(answer.isTruncated()));
  }

  private static ListedObject listed(S3Object object) {
    return new ListedObject(object.key(), object.size(), seconds(object.lastModified()));
  }

  /** A list has milliseconds, the head of an object has none. */
  private static Instant seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS);
  }

  @Override
  public Optional<ListedObject> find(String key) {
    return S3ObjectStore.calling(() -> {
      try {
        HeadObjectResponse head = client.headObject(request -> request.bucket(bucket).key(key));
        return Optional.of(
            new ListedObject(key, head.contentLength(), seconds(head.lastModified())));
      } catch (S3Exception e) {
        if (e.statusCode() == NOT_FOUND) {
          return Optional.empty();
        }
        throw e;
      }
    });
  }

  @Override
  public Optional<List<UnfinishedUpload>> unfinished(int most) {
    return S3ObjectStore.calling(() -> {
      List<UnfinishedUpload> found = new ArrayList<>();
      try {
        for (MultipartUpload upload :
            client.listMultipartUploadsPaginator(request -> request.bucket(bucket)).uploads()) {
          if (found.size() == most) {
            break;
          }
          sent(upload).ifPresent(found::add);
        }
      } catch (S3Exception e) {
        if (e.statusCode() == NOT_IMPLEMENTED || e.statusCode() == NOT_ALLOWED) {
          return Optional.empty();
        }
        throw e;
      }
      return Optional.of(found);
    });
  }

  /** With what was sent of it; empty when it has been finished meanwhile. */
  private Optional<UnfinishedUpload> sent(MultipartUpload upload) {
    long bytes = 0;
    Instant changed = upload.initiated();
    try {
      for (Part part :
          client
              .listPartsPaginator(
                  request -> request.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()))
              .parts()) {
        bytes += part.size();
        Instant came = part.lastModified();
        changed = came != null && came.isAfter(changed) ? came : changed;
      }
    } catch (S3Exception e) {
      if (e.statusCode() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
    return Optional.of(
        new UnfinishedUpload(upload.key(), upload.uploadId(), bytes, seconds(changed)));
  }

  @Override
  public boolean abort(UnfinishedUpload upload) {
    return S3ObjectStore.calling(() -> {
      try {
        client.abortMultipartUpload(
            request -> request.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()));
        return true;
      } catch (S3Exception e) {
        if (e.statusCode() == NOT_FOUND) {
          return false;
        }
        throw e;
      }
    });
  }
}
