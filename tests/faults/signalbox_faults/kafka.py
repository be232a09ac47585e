"""Reads what lies on the Kafka topics, from the beginning to the end of each partition."""

from __future__ import annotations

import time
from collections.abc import Iterator

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from signalbox_faults._generated import events_pb2 as pb
from signalbox_faults.history import Status
from signalbox_faults.study_history import TrialBegun, TrialEnded

STATUS_TOPIC = "signalbox.status"
DEAD_TOPIC = "signalbox.commands.dead"
_LIFECYCLE = frozenset(
    {
        "run_queued",
        "run_starting",
        "run_started",
        "run_lost_contact",
        "run_regained",
        "run_retrying",
        "run_succeeded",
        "run_failed",
        "run_cancelled",
        "run_timed_out",
    }
)


class KafkaReader:
    """A consumer without a group's effects: it commits nothing."""

    def __init__(self, bootstrap: str) -> None:
        self._bootstrap = bootstrap

    def lifecycle(self, seconds: float = 60.0) -> list[Status]:
        """All lifecycle statuses, in the order of each partition."""
        found: list[Status] = []
        for value in self._values(STATUS_TOPIC, seconds):
            status = pb.Status.FromString(value)
            kind = status.WhichOneof("status") or ""
            if kind in _LIFECYCLE:
                retrying = status.run_retrying
                found.append(
                    Status(
                        run_id=status.run_id,
                        attempt=status.attempt,
                        sequence=status.sequence,
                        kind=kind,
                        at=status.time.ToNanoseconds() / 1e9,
                        failed_attempt=retrying.failed_attempt if kind == "run_retrying" else 0,
                        due=retrying.next_attempt_at.ToNanoseconds() / 1e9 if kind == "run_retrying" else 0.0,
                    )
                )
        return found

    def trials(self, study_id: str, seconds: float = 60.0) -> tuple[list[TrialBegun], list[TrialEnded]]:
        """What was said of the trials of a study, in order, repeats included."""
        begun: list[TrialBegun] = []
        ended: list[TrialEnded] = []
        for value in self._values(STATUS_TOPIC, seconds):
            status = pb.Status.FromString(value)
            if status.run_id != study_id:
                continue
            at = status.time.ToNanoseconds() / 1e9
            match status.WhichOneof("status"):
                case "trial_begun":
                    trial = status.trial_begun
                    begun.append(TrialBegun(trial.number, trial.trial_id, trial.parameters_json, at))
                case "trial_ended":
                    ended.append(
                        TrialEnded(status.trial_ended.number, status.trial_ended.trial_id, status.trial_ended.outcome)
                    )
        return begun, ended

    def dead_letters(self, seconds: float = 60.0) -> int:
        return sum(1 for _ in self._values(DEAD_TOPIC, seconds))

    def _values(self, topic: str, seconds: float) -> Iterator[bytes]:
        deadline = time.monotonic() + seconds
        consumer = Consumer(
            {
                "bootstrap.servers": self._bootstrap,
                "group.id": "signalbox-faults",
                "enable.auto.commit": False,
                "auto.offset.reset": "earliest",
                "enable.partition.eof": False,
                "log_level": 0,
            }
        )
        try:
            ends = self._ends(consumer, topic, deadline)
            open_partitions = {partition: end for partition, (begin, end) in ends.items() if end > begin}
            consumer.assign([TopicPartition(topic, partition, ends[partition][0]) for partition in open_partitions])
            while open_partitions:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{topic} could not be read to its end; left: {open_partitions}")
                message = consumer.poll(0.5)
                if message is not None and message.error() is None:
                    if message.value() is not None:
                        yield message.value()
                    if message.offset() + 1 >= open_partitions.get(message.partition(), 0):
                        open_partitions.pop(message.partition(), None)
                else:
                    # The end may hold only markers, which are never delivered.
                    for position in consumer.position([TopicPartition(topic, each) for each in open_partitions]):
                        if position.offset >= open_partitions[position.partition]:
                            open_partitions.pop(position.partition)
        finally:
            consumer.close()

    def _ends(self, consumer: Consumer, topic: str, deadline: float) -> dict[int, tuple[int, int]]:
        while True:
            try:
                described = consumer.list_topics(topic, timeout=5).topics[topic]
                if described.error is not None:
                    if described.error.code() == KafkaError.UNKNOWN_TOPIC_OR_PART:
                        return {}
                    raise KafkaException(described.error)
                return {
                    partition: consumer.get_watermark_offsets(TopicPartition(topic, partition), timeout=5)
                    for partition in described.partitions
                }
            except KafkaException:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.3)
