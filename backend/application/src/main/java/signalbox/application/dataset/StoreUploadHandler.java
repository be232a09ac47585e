package signalbox.application.dataset;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.dataset.Dataset;
import signalbox.domain.dataset.DatasetFormat;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.dataset.ResumableUpload;
import signalbox.domain.error.ErrorKind;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;
import signalbox.domain.project.ProjectId;

/**
 * Makes a dataset of an upload, once: a repeat answers the same one. An upload that is refused
 * stays with the reason, to be tried again with other choices.
 */
public final class StoreUploadHandler implements Handler<StoreUpload, DatasetView> {
  private final OwnUploads own;
  private final VisibleDatasets visible;
  private final Ports ports;
  private final StoreTable store;
  private final InstantSource clock;
  private final Transactions transactions;

  /** What an upload passes through. */
  public record Ports(
      UploadRepository uploads,
      UploadFiles files,
      UploadLocks locks,
      TableFiles tables,
      DatasetCatalogue datasets) {}

  public StoreUploadHandler(
      OwnUploads own,
      VisibleDatasets visible,
      Ports ports,
      StoreTable store,
      InstantSource clock,
      Transactions transactions) {
    this.own = own;
    this.visible = visible;
    this.ports = ports;
    this.store = store;
    this.clock = clock;
    this.transactions = transactions;
  }

  @Override
  public DatasetView handle(Principal caller, StoreUpload command) {
    own.require(caller, command.upload());
    try (UploadLocks.Lock _ = ports.locks().acquire(command.upload())) {
      ResumableUpload upload = own.requireComplete(caller, command.upload());
      ProjectId project = OwnUploads.projectOf(upload);
      DatasetId made = upload.dataset();
      if (made != null) {
        return view(made);
      }
      @Nullable Dataset base = base(caller, command, project);
      DatasetId stored;
      try {
        stored = store(caller, command, upload, project, base);
      } catch (SignalboxException e) {
        remember(upload, e);
        throw e;
      }
      ports.files().delete(upload.id());
      return view(stored);
    }
  }

  private @Nullable Dataset base(Principal caller, StoreUpload command, ProjectId project) {
    DatasetId versionOf = command.versionOf();
    if (versionOf == null) {
      return null;
    }
    Dataset base = visible.require(caller, versionOf, Role.EDITOR);
    if (!base.projectId().equals(project)) {
      throw SignalboxException.invalid("versionOf", "must be a dataset of the same project");
    }
    return base;
  }

  private DatasetId store(
      Principal caller,
      StoreUpload command,
      ResumableUpload upload,
      ProjectId project,
      @Nullable Dataset base) {
    String digest =
        InspectUploadHandler.digest(upload, ports.files(), ports.uploads(), transactions);
    return ports
        .files()
        .read(
            upload.id(),
            upload.sizeBytes(),
            file ->
                store.store(
                    caller,
                    new StoreTable.Received(file, upload.fileName(), upload.sizeBytes(), digest),
                    new StoreTable.Wish(
                        project,
                        command.name(),
                        base,
                        dialect(command, upload, file),
                        command.types(),
                        command.target(),
                        command.skipBadRows()),
                    dataset -> claim(upload, dataset)));
  }

  /** As asked, else as guessed; an instance is read as no table. */
  private @Nullable Dialect dialect(StoreUpload command, ResumableUpload upload, Path file) {
    Dialect asked = command.dialect();
    boolean guess = asked == null && DatasetFormat.ofInstance(upload.fileName()).isEmpty();
    return guess ? ports.tables().guess(file) : asked;
  }

  /** After the insert the row points to the dataset; the constraint is checked at the commit. */
  private Optional<DatasetId> claim(ResumableUpload upload, DatasetId dataset) {
    ResumableUpload now =
        ports.uploads().lock(upload.id()).orElseThrow(() -> OwnUploads.missing(upload.id()));
    DatasetId earlier = now.dataset();
    if (earlier != null) {
      return Optional.of(earlier);
    }
    ports.uploads().update(now.stored(dataset, moment()));
    return Optional.empty();
  }

  private void remember(ResumableUpload upload, SignalboxException refusal) {
    ErrorKind kind = refusal.code().kind();
    if (kind != ErrorKind.INVALID) {
      return;
    }
    SignalboxException.@Nullable Argument reason = refusal.arguments().get("reason");
    SignalboxException.@Nullable Argument count = refusal.arguments().get("count");
    SignalboxException.@Nullable Argument line = refusal.arguments().get("line");
    String detail =
        count != null && line != null && reason != null
            ? count.text() + " bad rows; the first is line " + line.text() + ": " + reason.text()
            : reason == null ? "" : reason.text();
    transactions.inTransaction(() ->
        ports
            .uploads()
            .lock(upload.id())
            .ifPresent(now ->
                ports
                    .uploads()
                    .update(
                        now.refused(
                            new ResumableUpload.Refusal(refusal.code().code(), detail),
                            moment()))));
  }

  private Instant moment() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private DatasetView view(DatasetId id) {
    return ports.datasets().findView(id).orElseThrow(() -> VisibleDatasets.missing(id));
  }
}
