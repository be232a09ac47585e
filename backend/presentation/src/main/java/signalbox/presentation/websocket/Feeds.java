package signalbox.presentation.websocket;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import signalbox.application.event.ChangeHub;
import signalbox.application.event.Topic;
import signalbox.application.event.TopicSource;
import signalbox.presentation.shared.Json;

/** The feeds that somebody follows. Thread-safe. */
final class Feeds {
  private final ChangeHub hub;
  private final StreamEncoder encoder;
  private final Json json;
  private final StreamDefaults defaults;
  private final StreamStatistics statistics;
  private final Map<Topic, Followed> followed = new HashMap<>();

  Feeds(
      ChangeHub hub,
      StreamEncoder encoder,
      Json json,
      StreamDefaults defaults,
      StreamStatistics statistics) {
    this.hub = hub;
    this.encoder = encoder;
    this.json = json;
    this.defaults = defaults;
    this.statistics = statistics;
  }

  /**
   * Joins the topic's feed.
   *
   * @param source reads the topic when this viewer is its first
   */
  synchronized Feed join(Topic topic, TopicSource source, Runnable viewer) {
    Followed present = followed.get(topic);
    if (present == null) {
      int limit =
          switch (topic) {
            case Topic.RunMetrics _ -> defaults.batchPoints();
            case Topic.RunLog _, Topic.SourceLog _ -> defaults.batchLines();
            case Topic.OneStudy _ -> defaults.batchTrials();
            case Topic.ProjectRuns _,
                Topic.OneRun _,
                Topic.SystemState _,
                Topic.MyNotifications _ ->
                defaults.batchItems();
          };
      boolean busy =
          topic instanceof Topic.RunLog
              || topic instanceof Topic.SourceLog
              || topic instanceof Topic.OneStudy;
      Duration tick = busy ? defaults.tick() : Duration.ZERO;
      Feed feed = new Feed(topic.toString(), source, limit, tick, encoder, json, statistics);
      present = new Followed(feed, hub.watch(topic, feed::changed));
      followed.put(topic, present);
    }
    present.feed().add(viewer);
    statistics.openSubscriptions.incrementAndGet();
    return present.feed();
  }

  synchronized void leave(Topic topic, Runnable viewer) {
    Followed present = followed.get(topic);
    if (present != null) {
      statistics.openSubscriptions.decrementAndGet();
      if (present.feed().remove(viewer)) {
        present.watch().close();
        followed.remove(topic);
      }
    }
  }

  private record Followed(Feed feed, ChangeHub.Watch watch) {}
}
