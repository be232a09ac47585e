package signalbox.presentation.rest.dataset;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import signalbox.application.dataset.DatasetView;
import signalbox.application.dataset.UploadTable;
import signalbox.domain.dataset.Column;
import signalbox.domain.dataset.ColumnType;
import signalbox.domain.dataset.DatasetId;
import signalbox.domain.dataset.Dialect;
import signalbox.domain.dataset.ResumableUpload;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.project.ProjectId;
import signalbox.presentation.rest.dataset.DatasetBodies.DatasetBody;
import signalbox.presentation.rest.dataset.DatasetBodies.FaultBody;

/** The JSON of uploads. */
final class UploadBodies {
  private UploadBodies() {}

  record RefusalBody(String code, String detail) {}

  record UploadBody(
      UUID id,
      @Nullable UUID projectId,
      String fileName,
      String fingerprint,
      long sizeBytes,
      long bytesThere,
      @Nullable RefusalBody refusal,
      @Nullable UUID datasetId,
      Instant createdAt,
      Instant expiresAt) {
    static UploadBody of(ResumableUpload upload) {
      ResumableUpload.Refusal refusal = upload.refusal();
      ProjectId project = upload.projectId();
      DatasetId dataset = upload.dataset();
      return new UploadBody(
          upload.id().value(),
          project == null ? null : project.value(),
          upload.fileName(),
          upload.fingerprint(),
          upload.sizeBytes(),
          upload.bytesThere(),
          refusal == null ? null : new RefusalBody(refusal.code(), refusal.detail()),
          dataset == null ? null : dataset.value(),
          upload.createdAt(),
          upload.expiresAt());
    }
  }

  record UploadListBody(List<UploadBody> items) {}

  record TypeBody(String name, String type) {}

  record InspectBody(
      @Nullable DialectBody dialect, @Nullable List<TypeBody> types, @Nullable Boolean whole) {}

  record StoreBody(
      @Nullable String name,
      @Nullable UUID versionOf,
      @Nullable DialectBody dialect,
      @Nullable List<TypeBody> types,
      @Nullable String target,
      @Nullable String badRows) {
    boolean skipBadRows() {
      if (badRows == null || badRows.equals("reject")) {
        return false;
      }
      if (badRows.equals("skip")) {
        return true;
      }
      throw SignalboxException.invalid("badRows", "must be reject or skip");
    }
  }

  static @Nullable Dialect dialect(@Nullable DialectBody body) {
    return body == null ? null : body.parsed();
  }

  static Map<String, ColumnType> types(@Nullable List<TypeBody> bodies) {
    Map<String, ColumnType> types = new LinkedHashMap<>();
    if (bodies == null) {
      return types;
    }
    for (int i = 0; i < bodies.size(); i++) {
      TypeBody body = bodies.get(i);
      String field = "types[" + i + "].type";
      ColumnType type =
          Stream.of(ColumnType.values())
              .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(body.type()))
              .findFirst()
              .orElseThrow(() ->
                  SignalboxException.invalid(
                      field, "must be integer, number, boolean, datetime or string"));
      types.put(body.name(), type);
    }
    return types;
  }

  record FoundColumnBody(String name, String type, String found) {}

  record TableBody(
      DialectBody dialect,
      List<FoundColumnBody> columns,
      List<List<@Nullable String>> rows,
      long rowsRead,
      boolean whole,
      List<FaultBody> faults,
      long faultCount,
      @Nullable String target,
      @Nullable DatasetBody same) {
    static TableBody of(UploadTable table) {
      List<FoundColumnBody> columns = new ArrayList<>();
      for (int i = 0; i < table.columns().size(); i++) {
        Column column = table.columns().get(i);
        columns.add(
            new FoundColumnBody(column.name(), word(column.type()), word(table.found().get(i))));
      }
      DatasetView same = table.same();
      return new TableBody(
          DialectBody.of(table.dialect()),
          columns,
          table.preview().rows(),
          table.rowsRead(),
          table.whole(),
          FaultBody.of(table.faults()),
          table.faultCount(),
          table.target(),
          same == null ? null : DatasetBody.of(same));
    }
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
