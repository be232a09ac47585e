package signalbox.presentation.rest.transfer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import signalbox.application.transfer.ExportPreview;
import signalbox.application.transfer.ImportView;
import signalbox.domain.dataset.UploadId;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.project.ProjectId;
import signalbox.domain.transfer.ProjectImport;
import signalbox.domain.transfer.TransferCounts;
import signalbox.presentation.shared.ErrorCatalogue;

/** The JSON of exports and imports. */
final class TransferBodies {
  private static final double MILLIS_OF_A_SECOND = 1_000;

  private TransferBodies() {}

  record PreviewBody(String fileName, TransferCounts content, long approximateBytes) {
    static PreviewBody of(ExportPreview preview) {
      return new PreviewBody(preview.fileName(), preview.counts(), preview.approximateBytes());
    }
  }

  record StartBody(UUID uploadId, @Nullable String name) {}

  record OriginBody(UUID projectId, String name, Instant exportedAt, String product) {
    static OriginBody of(ProjectImport.Origin origin) {
      return new OriginBody(
          origin.project().value(), origin.name(), origin.exportedAt(), origin.product());
    }
  }

  /**
   * Why an import failed.
   *
   * @param entry where in the file; null when it is not about a place in it
   */
  record RefusalBody(String code, String detail, @Nullable String entry) {
    static RefusalBody of(ProjectImport.Refusal refusal, ErrorCatalogue catalogue) {
      SignalboxException worded = SignalboxException.of(refusal.code());
      for (Map.Entry<String, String> argument : refusal.arguments().entrySet()) {
        worded = worded.unsafe(argument.getKey(), argument.getValue());
      }
      return new RefusalBody(
          refusal.code().code(), catalogue.text(worded), refusal.arguments().get("entry"));
    }
  }

  record ImportBody(
      UUID id,
      String state,
      @Nullable UUID uploadId,
      String fileName,
      long sizeBytes,
      @Nullable String name,
      int attempt,
      double fraction,
      @Nullable Double remainingSeconds,
      @Nullable OriginBody origin,
      @Nullable TransferCounts content,
      @Nullable RefusalBody refusal,
      @Nullable UUID projectId,
      Instant createdAt,
      @Nullable Instant endedAt) {
    static ImportBody of(ImportView view, ErrorCatalogue catalogue) {
      ProjectImport item = view.item();
      UploadId upload = item.upload();
      Duration remaining = view.remaining();
      ProjectImport.Origin origin = item.origin();
      ProjectImport.Refusal refusal = item.refusal();
      ProjectId project = item.project();
      return new ImportBody(
          item.id().value(),
          item.state().word(),
          upload == null ? null : upload.value(),
          item.fileName(),
          item.sizeBytes(),
          item.name(),
          item.attempt(),
          view.fraction(),
          remaining == null ? null : remaining.toMillis() / MILLIS_OF_A_SECOND,
          origin == null ? null : OriginBody.of(origin),
          item.content(),
          refusal == null ? null : RefusalBody.of(refusal, catalogue),
          project == null ? null : project.value(),
          item.createdAt(),
          item.endedAt());
    }
  }

  record ImportListBody(List<ImportBody> items) {}
}
