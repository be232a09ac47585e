package signalbox.orchestrator.service.engine;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import signalbox.events.v1.StudySpec;
import signalbox.ml.v1.EarlierTrial;
import signalbox.ml.v1.SuggestRequest;
import signalbox.ml.v1.SuggestResponse;
import signalbox.ml.v1.TrialBegun;
import signalbox.ml.v1.TrialEnded;
import signalbox.ml.v1.TrialReported;
import signalbox.ml.v1.TrialTold;
import signalbox.orchestrator.core.Placement;
import signalbox.orchestrator.core.Story;
import signalbox.orchestrator.core.StudyEffect;
import signalbox.orchestrator.core.StudyEvent;
import signalbox.orchestrator.core.TrialOutcome;
import signalbox.orchestrator.core.TrialResult;
import signalbox.orchestrator.service.grpc.Suggestions;
import signalbox.orchestrator.service.kafka.JsonObjects;
import signalbox.orchestrator.service.kafka.Times;

/**
 * The conversation of one study with the tuning service: with one instance as long as that can be
 * asked. Whoever is asked instead, or has forgotten something, hears the whole story. Touched by
 * the engine's thread alone.
 */
final class Conversation {
  private final Study study;
  private final Suggestions suggestions;
  private final Consumer<Runnable> later;
  private final Consumer<StudyEvent> heard;
  private String instance = "";
  private String avoided = "";
  private long underWay;
  private boolean closed;

  /**
   * @param later has something done by the engine's thread
   * @param heard takes what is to be decided about; called by the engine's thread
   */
  Conversation(
      Study study, Suggestions suggestions, Consumer<Runnable> later, Consumer<StudyEvent> heard) {
    this.study = study;
    this.suggestions = suggestions;
    this.later = later;
    this.heard = heard;
  }

  /** Nobody waits for an answer any more. */
  void close() {
    closed = true;
  }

  /** Tells what is new and asks; the answer comes as an event, now or later. */
  void ask(StudyEffect.Ask ask, Instant now) {
    underWay = ask.ask();
    StudySpec spec = study.command().getStudy();
    String address = suggestions.choose(study.id(), spec.getSampler(), instance, avoided);
    if (address == null) {
      heard.accept(
          new StudyEvent.SuggestFailed(ask.ask(), suggestions.trouble(spec.getSampler()), false));
      return;
    }
    if (!address.equals(instance)) {
      study.story.forgotten();
      instance = address;
    }
    Story.Chapter chapter = study.story.next();
    suggestions.ask(
        address,
        request(spec, chapter, ask.count(), now),
        study.traceparent,
        answer -> later.accept(() -> answered(ask, chapter, answer)));
  }

  private SuggestRequest request(StudySpec spec, Story.Chapter chapter, int count, Instant now) {
    SuggestRequest.Builder request =
        SuggestRequest.newBuilder()
            .setStudyId(study.id())
            // Who has not heard all of it yet should not guess.
            .setCount(chapter.whole() ? count : 0)
            .setDefinitionJson(spec.getDefinitionJson())
            .setKnown(chapter.known());
    if (chapter.known() == 0) {
      spec.getEarlierList()
          .forEach(earlier ->
              request.addEarlier(
                  EarlierTrial.newBuilder()
                      .setParametersJson(earlier.getParametersJson())
                      .addAllValues(earlier.getValuesList())));
    }
    chapter.told().forEach(told -> request.addTold(told(told, now)));
    return request.build();
  }

  private static TrialTold told(Story.Told told, Instant now) {
    Trial trial = (Trial) told.trial();
    TrialResult result = trial.result;
    Instant sinceThen = result == null ? now : trial.endedAt;
    TrialTold.Builder builder = TrialTold.newBuilder().setNumber(trial.number());
    return switch (told.what()) {
      case BEGUN ->
          builder
              .setTime(Times.timestamp(trial.begunAt))
              .setBegun(
                  TrialBegun.newBuilder()
                      .setParametersJson(trial.parameters())
                      .setProposed(trial.proposed))
              .build();
      case REPORTED ->
          builder
              .setTime(Times.timestamp(sinceThen))
              .setReported(
                  TrialReported.newBuilder()
                      .setStep(trial.reported.step(told.report()))
                      .setValue(trial.reported.value(told.report())))
              .build();
      case ENDED -> builder.setTime(Times.timestamp(sinceThen)).setEnded(ended(result)).build();
    };
  }

  private static TrialEnded ended(@Nullable TrialResult result) {
    if (result == null) {
      throw new IllegalStateException("The end of a trial that goes on");
    }
    TrialEnded.Builder ended =
        TrialEnded.newBuilder()
            .setOutcome(
                switch (result.outcome()) {
                  case COMPLETED -> signalbox.ml.v1.TrialOutcome.TRIAL_OUTCOME_COMPLETED;
                  case PRUNED -> signalbox.ml.v1.TrialOutcome.TRIAL_OUTCOME_PRUNED;
                  case FAILED, CANCELLED -> signalbox.ml.v1.TrialOutcome.TRIAL_OUTCOME_FAILED;
                });
    if (result.outcome() == TrialOutcome.COMPLETED) {
      ended.addAllValues(result.values()).addAllConstraints(result.constraints());
    }
    return ended.build();
  }

  private void answered(StudyEffect.Ask ask, Story.Chapter chapter, Suggestions.Answer answer) {
    if (closed || ask.ask() != underWay) {
      return;
    }
    heard.accept(
        switch (answer) {
          case Suggestions.Answer.Proposed proposed ->
              proposed(ask, chapter, proposed.service(), proposed.response());
          case Suggestions.Answer.Forgotten _ -> {
            study.story.forgotten();
            yield new StudyEvent.SuggestFailed(
                ask.ask(), "The tuning service has forgotten the study and hears it anew.", false);
          }
          case Suggestions.Answer.Refused refused ->
              new StudyEvent.DefinitionRefused(ask.ask(), refused.message());
          case Suggestions.Answer.Unavailable unavailable -> {
            if (unavailable.gone()) {
              avoided = instance;
            }
            yield new StudyEvent.SuggestFailed(ask.ask(), unavailable.reason(), unavailable.slow());
          }
        });
  }

  private StudyEvent proposed(
      StudyEffect.Ask ask, Story.Chapter chapter, String service, SuggestResponse response) {
    avoided = "";
    if (!study.story.heard(chapter, response.getKnown())) {
      return new StudyEvent.SuggestFailed(
          ask.ask(), "The tuning service remembers something else and hears all anew.", false);
    }
    if (!chapter.whole()) {
      return new StudyEvent.StoryHeard(ask.ask(), response.getPruneList());
    }
    List<String> proposals = response.getProposedJsonList();
    if (!proposals.stream().allMatch(JsonObjects::isObject)) {
      study.story.forgotten();
      return new StudyEvent.SuggestFailed(
          ask.ask(), "The tuning service proposed something that is no set of parameters.", false);
    }
    return new StudyEvent.Suggested(
        ask.ask(),
        new Placement(service, instance),
        proposals,
        response.getPruneList(),
        response.getExhausted());
  }
}
