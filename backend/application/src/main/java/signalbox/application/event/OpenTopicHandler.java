package signalbox.application.event;

import signalbox.application.artifact.ArtifactRepository;
import signalbox.application.identity.AccessPolicy;
import signalbox.application.log.LogTarget;
import signalbox.application.metric.MetricRepository;
import signalbox.application.notification.NotificationRepository;
import signalbox.application.run.RunAccess;
import signalbox.application.run.RunDeletions;
import signalbox.application.run.RunRepository;
import signalbox.application.run.RunViews;
import signalbox.application.service.ServiceRepository;
import signalbox.application.service.ServiceViews;
import signalbox.application.shared.Handler;
import signalbox.application.shared.Transactions;
import signalbox.domain.error.ErrorCode;
import signalbox.domain.error.ErrorKind;
import signalbox.domain.error.SignalboxException;
import signalbox.domain.identity.Principal;
import signalbox.domain.identity.Role;

/**
 * Opens a topic to viewers of its project. Whoever may not follow a topic learns the same as for
 * one that is not there: {@code stream.unknown_topic}.
 */
public final class OpenTopicHandler implements Handler<OpenTopic, TopicSource> {
  private final AccessPolicy access;
  private final RunAccess runAccess;
  private final RunRepository runs;
  private final RunDeletions deletions;
  private final RunViews views;
  private final ArtifactRepository artifacts;
  private final MetricRepository metrics;
  private final ServiceRepository services;
  private final ServiceViews serviceViews;
  private final LogTopics logs;
  private final StudyTopics studies;
  private final NotificationRepository notifications;
  private final Transactions transactions;

  public OpenTopicHandler(
      AccessPolicy access,
      RunAccess runAccess,
      RunRepository runs,
      RunDeletions deletions,
      RunViews views,
      ArtifactRepository artifacts,
      MetricRepository metrics,
      ServiceRepository services,
      ServiceViews serviceViews,
      LogTopics logs,
      StudyTopics studies,
      NotificationRepository notifications,
      Transactions transactions) {
    this.access = access;
    this.runAccess = runAccess;
    this.runs = runs;
    this.deletions = deletions;
    this.views = views;
    this.artifacts = artifacts;
    this.metrics = metrics;
    this.services = services;
    this.serviceViews = serviceViews;
    this.logs = logs;
    this.studies = studies;
    this.notifications = notifications;
    this.transactions = transactions;
  }

  @Override
  public TopicSource handle(Principal caller, OpenTopic command) {
    try {
      return switch (command.topic()) {
        case Topic.ProjectRuns topic -> {
          access.requireRole(caller, topic.project(), Role.VIEWER);
          yield new ProjectRunsSource(topic.project(), runs, deletions, views, transactions);
        }
        case Topic.OneRun topic -> {
          runAccess.require(caller, topic.run(), Role.VIEWER);
          yield new OneRunSource(topic.run(), runs, artifacts, views, transactions);
        }
        case Topic.RunMetrics topic -> {
          runAccess.require(caller, topic.run(), Role.VIEWER);
          yield new RunMetricsSource(topic.run(), metrics);
        }
        case Topic.OneStudy topic -> studies.open(caller, topic.study());
        case Topic.RunLog topic -> logs.open(caller, new LogTarget.OfRun(topic.run()));
        case Topic.SourceLog topic -> logs.open(caller, new LogTarget.OfSource(topic.source()));
        case Topic.MyNotifications topic ->
            new NotificationsSource(topic.user(), notifications, transactions);
        case Topic.SystemState _ -> new SystemSource(services, serviceViews, transactions);
      };
    } catch (SignalboxException e) {
      if (e.code().kind() == ErrorKind.NOT_FOUND || e.code().kind() == ErrorKind.FORBIDDEN) {
        throw SignalboxException.of(ErrorCode.STREAM_UNKNOWN_TOPIC)
            .unsafe("topic", command.topic())
            .causedBy(e);
      }
      throw e;
    }
  }
}
