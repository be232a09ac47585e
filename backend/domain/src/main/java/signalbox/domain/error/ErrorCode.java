package signalbox.domain.error;

/** The codes of {@code contracts/errors.yaml}, which holds their texts; a test keeps both equal. */
public enum ErrorCode {
  REQUEST_MALFORMED("request.malformed", ErrorKind.INVALID),
  REQUEST_INVALID("request.invalid", ErrorKind.INVALID),
  REQUEST_TOO_LARGE("request.too_large", ErrorKind.EXHAUSTED),
  REQUEST_MEDIA_TYPE("request.media_type", ErrorKind.INVALID),
  REQUEST_INCOMPLETE("request.incomplete", ErrorKind.INVALID),
  REQUEST_IDEMPOTENCY_MISMATCH("request.idempotency_mismatch", ErrorKind.CONFLICT),
  REQUEST_METHOD_NOT_ALLOWED("request.method_not_allowed", ErrorKind.INVALID),
  REQUEST_RATE_LIMITED("request.rate_limited", ErrorKind.EXHAUSTED),
  ROUTE_NOT_FOUND("route.not_found", ErrorKind.NOT_FOUND),
  AUTH_REQUIRED("auth.required", ErrorKind.UNAUTHENTICATED),
  AUTH_INVALID_CREDENTIALS("auth.invalid_credentials", ErrorKind.UNAUTHENTICATED),
  AUTH_TOKEN_EXPIRED("auth.token_expired", ErrorKind.UNAUTHENTICATED),
  AUTH_FORBIDDEN("auth.forbidden", ErrorKind.FORBIDDEN),
  AUTH_ORIGIN("auth.origin", ErrorKind.FORBIDDEN),
  USER_NOT_FOUND("user.not_found", ErrorKind.NOT_FOUND),
  USER_EMAIL_TAKEN("user.email_taken", ErrorKind.CONFLICT),
  TOKEN_NOT_FOUND("token.not_found", ErrorKind.NOT_FOUND),
  PROJECT_NOT_FOUND("project.not_found", ErrorKind.NOT_FOUND),
  PROJECT_NAME_TAKEN("project.name_taken", ErrorKind.CONFLICT),
  PROJECT_NOT_EMPTY("project.not_empty", ErrorKind.CONFLICT),
  PROJECT_LAST_ADMIN("project.last_admin", ErrorKind.CONFLICT),
  MEMBER_NOT_FOUND("member.not_found", ErrorKind.NOT_FOUND),
  DATASET_NOT_FOUND("dataset.not_found", ErrorKind.NOT_FOUND),
  DATASET_IN_USE("dataset.in_use", ErrorKind.CONFLICT),
  DATASET_EMPTY("dataset.empty", ErrorKind.INVALID),
  DATASET_NO_ROWS("dataset.no_rows", ErrorKind.INVALID),
  DATASET_ENCODING("dataset.encoding", ErrorKind.INVALID),
  DATASET_NOT_A_TABLE("dataset.not_a_table", ErrorKind.INVALID),
  DATASET_MALFORMED("dataset.malformed", ErrorKind.INVALID),
  DATASET_HEADER("dataset.header", ErrorKind.INVALID),
  INSTANCE_MALFORMED("instance.malformed", ErrorKind.INVALID),
  INSTANCE_FORMAT_NOT_SUPPORTED("instance.format_not_supported", ErrorKind.INVALID),
  UPLOAD_NOT_FOUND("upload.not_found", ErrorKind.NOT_FOUND),
  UPLOAD_EXPIRED("upload.expired", ErrorKind.NOT_FOUND),
  UPLOAD_OFFSET("upload.offset", ErrorKind.CONFLICT),
  UPLOAD_CHECKSUM("upload.checksum", ErrorKind.INVALID),
  UPLOAD_BUSY("upload.busy", ErrorKind.CONFLICT),
  UPLOAD_ELSEWHERE("upload.elsewhere", ErrorKind.CONFLICT),
  UPLOAD_INCOMPLETE("upload.incomplete", ErrorKind.CONFLICT),
  UPLOAD_TOO_MANY("upload.too_many", ErrorKind.EXHAUSTED),
  UPLOAD_NO_SPACE("upload.no_space", ErrorKind.EXHAUSTED),
  UPLOAD_PROTOCOL("upload.protocol", ErrorKind.INVALID),
  RUN_NOT_FOUND("run.not_found", ErrorKind.NOT_FOUND),
  RUN_ILLEGAL_STATE("run.illegal_state", ErrorKind.CONFLICT),
  RUN_INVALID("run.invalid", ErrorKind.INVALID),
  RUN_UNKNOWN_ALGORITHM("run.unknown_algorithm", ErrorKind.INVALID),
  RUN_UNKNOWN_COLUMN("run.unknown_column", ErrorKind.INVALID),
  RUN_ONE_CLASS("run.one_class", ErrorKind.INVALID),
  RUN_INVALID_PARAMETER("run.invalid_parameter", ErrorKind.INVALID),
  RUN_WARM_START_NOT_FOUND("run.warm_start_not_found", ErrorKind.NOT_FOUND),
  RUN_BAD_FILTER("run.bad_filter", ErrorKind.INVALID),
  RUN_TOO_MANY("run.too_many", ErrorKind.INVALID),
  RUN_IN_USE("run.in_use", ErrorKind.CONFLICT),
  STUDY_NOT_FOUND("study.not_found", ErrorKind.NOT_FOUND),
  STUDY_INVALID("study.invalid", ErrorKind.INVALID),
  STUDY_OVER("study.over", ErrorKind.CONFLICT),
  STUDY_NOT_CLONED("study.not_cloned", ErrorKind.CONFLICT),
  TRIAL_NOT_FOUND("trial.not_found", ErrorKind.NOT_FOUND),
  TRIAL_ENDED("trial.ended", ErrorKind.CONFLICT),
  RUN_TEMPLATE_NOT_FOUND("run_template.not_found", ErrorKind.NOT_FOUND),
  ARTIFACT_NOT_A_TABLE("artifact.not_a_table", ErrorKind.INVALID),
  ARTIFACT_TOO_LARGE("artifact.too_large", ErrorKind.EXHAUSTED),
  ARTIFACT_NOT_FOUND("artifact.not_found", ErrorKind.NOT_FOUND),
  LOG_BAD_PATTERN("log.bad_pattern", ErrorKind.INVALID),
  LOG_LINE_NOT_FOUND("log.line_not_found", ErrorKind.NOT_FOUND),
  LOG_SOURCE_NOT_FOUND("log.source_not_found", ErrorKind.NOT_FOUND),
  METRIC_BAD_PATTERN("metric.bad_pattern", ErrorKind.INVALID),
  METRIC_TOO_MANY_POINTS("metric.too_many_points", ErrorKind.INVALID),
  MODEL_NOT_FOUND("model.not_found", ErrorKind.NOT_FOUND),
  MODEL_VERSION_NOT_FOUND("model.version_not_found", ErrorKind.NOT_FOUND),
  PREDICTION_MISSING_COLUMN("prediction.missing_column", ErrorKind.INVALID),
  PREDICTION_WRONG_TYPE("prediction.wrong_type", ErrorKind.INVALID),
  PREDICTION_TOO_LARGE("prediction.too_large", ErrorKind.EXHAUSTED),
  PREDICTION_FAILED("prediction.failed", ErrorKind.INVALID),
  PREDICTION_UNAVAILABLE("prediction.unavailable", ErrorKind.UNAVAILABLE),
  STREAM_UNKNOWN_TOPIC("stream.unknown_topic", ErrorKind.NOT_FOUND),
  STREAM_MALFORMED_FRAME("stream.malformed_frame", ErrorKind.INVALID),
  STREAM_BAD_CURSOR("stream.bad_cursor", ErrorKind.INVALID),
  DEAD_LETTER_NOT_FOUND("dead_letter.not_found", ErrorKind.NOT_FOUND),
  DEAD_LETTER_NOT_REPLAYABLE("dead_letter.not_replayable", ErrorKind.CONFLICT),
  DEAD_LETTER_ILLEGAL_STATE("dead_letter.illegal_state", ErrorKind.CONFLICT),
  VIEW_NOT_FOUND("view.not_found", ErrorKind.NOT_FOUND),
  VIEW_NAME_TAKEN("view.name_taken", ErrorKind.CONFLICT),
  LINK_NOT_FOUND("link.not_found", ErrorKind.NOT_FOUND),
  ALERT_RULE_NOT_FOUND("alert_rule.not_found", ErrorKind.NOT_FOUND),
  ALERT_RULE_TOO_MANY("alert_rule.too_many", ErrorKind.CONFLICT),
  WEBHOOK_NOT_FOUND("webhook.not_found", ErrorKind.NOT_FOUND),
  WEBHOOK_TOO_MANY("webhook.too_many", ErrorKind.CONFLICT),
  WEBHOOK_DELIVERY_NOT_FOUND("webhook.delivery_not_found", ErrorKind.NOT_FOUND),
  STORE_UNAVAILABLE("store.unavailable", ErrorKind.UNAVAILABLE),
  SYSTEM_OVERLOADED("system.overloaded", ErrorKind.EXHAUSTED),
  SYSTEM_UNAVAILABLE("system.unavailable", ErrorKind.UNAVAILABLE),
  INTERNAL("internal", ErrorKind.INTERNAL);

  private final String code;
  private final ErrorKind kind;

  ErrorCode(String code, ErrorKind kind) {
    this.code = code;
    this.kind = kind;
  }

  /** The public code: {@code run.not_found}. */
  public String code() {
    return code;
  }

  public ErrorKind kind() {
    return kind;
  }
}
