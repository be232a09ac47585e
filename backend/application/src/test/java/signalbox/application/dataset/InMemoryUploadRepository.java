package signalbox.application.dataset;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import signalbox.domain.dataset.ResumableUpload;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.identity.UserId;
import signalbox.domain.project.ProjectId;

/** Uploads in memory. */
public final class InMemoryUploadRepository implements UploadRepository {
  private final Map<UploadId, ResumableUpload> uploads = new ConcurrentHashMap<>();

  @Override
  public void insert(ResumableUpload upload) {
    uploads.put(upload.id(), upload);
  }

  @Override
  public Optional<ResumableUpload> find(UploadId id) {
    return Optional.ofNullable(uploads.get(id));
  }

  @Override
  public Optional<ResumableUpload> lock(UploadId id) {
    return find(id);
  }

  @Override
  public void update(ResumableUpload upload) {
    uploads.computeIfPresent(upload.id(), (_, _) -> upload);
  }

  @Override
  public List<ResumableUpload> open(UserId user, @Nullable ProjectId project, int limit) {
    return uploads.values().stream()
        .filter(upload -> upload.userId().equals(user))
        .filter(upload -> Objects.equals(upload.projectId(), project))
        .filter(upload -> upload.dataset() == null)
        .sorted(Comparator.comparing((ResumableUpload u) -> u.id().toString()).reversed())
        .limit(limit)
        .toList();
  }

  @Override
  public int countOpen(UserId user) {
    return (int)
        uploads.values().stream()
            .filter(upload -> upload.userId().equals(user) && upload.dataset() == null)
            .count();
  }

  @Override
  public List<UploadId> expired(Instant now, int limit) {
    return uploads.values().stream()
        .filter(upload -> upload.expired(now))
        .sorted(Comparator.comparing(ResumableUpload::expiresAt))
        .limit(limit)
        .map(ResumableUpload::id)
        .toList();
  }

  @Override
  public List<UploadId> all() {
    return List.copyOf(uploads.keySet());
  }

  @Override
  public boolean delete(UploadId id) {
    return uploads.remove(id) != null;
  }
}
