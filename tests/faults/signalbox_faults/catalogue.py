"""Which faults are played, and how often."""

from __future__ import annotations

from dataclasses import replace

from signalbox_faults.crowd import CrowdPlan
from signalbox_faults.faults import (
    cut,
    cut_link,
    freeze_part,
    freeze_second,
    freeze_service,
    kafka_absent_at_start,
    kill_part,
    kill_second,
    kill_service,
    kill_worker,
    services_absent,
    then_uploads_work,
    uploads_refused,
)
from signalbox_faults.history import Limits
from signalbox_faults.proxy import Cut
from signalbox_faults.scenario import Plan, every_behaviour, short_work, usual
from signalbox_faults.study_scenario import StudyPlan

# Longer than the lease of 30 s.
FROZEN_SECONDS = 34.0
# Longer than the 90 s after which an attempt is given up.
LOST_SECONDS = 95.0
# An open circuit breaker waits 10 s before its probe; only then are runs of that instance heard of again.
BEHIND_BREAKER = Limits(takeover=22.0)
# One of the links between two parts, and the title of its scenarios.
LINK_TITLES = (
    ("backend and PostgreSQL", "backend-postgres"),
    ("backend and Kafka", "backend-kafka"),
    ("orchestrator and Kafka", "orchestrator-kafka"),
)
# A machine that has other things to do: the short plans are part of every test run.
SHORT_SLACK = 12.0


def short_plans(runs: int) -> list[Plan]:
    """A few faults, at most five minutes in all."""
    window = max(4.0, runs * 0.2)
    plans = [
        Plan("every behaviour", every_behaviour(5.0), [], runs, window, 22, BEHIND_BREAKER),
        Plan("kill orchestrator", usual, [kill_part("orchestrator")], runs, window, 15),
        Plan("kill service", usual, [kill_service(0)], runs, window, 18, BEHIND_BREAKER),
        Plan("kill Kafka", usual, [kill_part("kafka")], runs, window, 20),
        Plan("kill backend", usual, [kill_part("backend")], runs, window, 15),
        Plan("kill PostgreSQL", usual, [kill_part("postgres")], runs, window, 12),
        Plan("kill S3", usual, [then_uploads_work(kill_part("s3"))], runs, window, 12),
        Plan("cut", usual, [cut(0, Cut.RESET, 3.0)], runs, window, 18, BEHIND_BREAKER),
        *(
            Plan(f"cut between {title}", usual, [cut_link(link, Cut.RESET, 3.0)], runs, window, 14)
            for title, link in LINK_TITLES
        ),
        Plan("freeze service", usual, [freeze_service(1, FROZEN_SECONDS)], runs, window, 45, BEHIND_BREAKER),
        StudyPlan(
            "study, orchestrator and tuning killed",
            usual,
            [kill_part("orchestrator"), kill_part("tuning")],
            30,
            0.0,
            40,
            BEHIND_BREAKER,
            180.0,
            seconds=(0.5, 2.5),
            parallelism=4,
            apart=2.5,
            least=2,
            most=2,
        ),
        StudyPlan(
            "study, workers killed",
            usual,
            [kill_worker()],
            24,
            0.0,
            39,
            BEHIND_BREAKER,
            180.0,
            seconds=(0.5, 2.5),
            parallelism=4,
            apart=3.0,
            least=2,
            most=5,
        ),
    ]
    return [replace(plan, limits=replace(plan.limits, slack=SHORT_SLACK)) for plan in plans]


def long_plans(runs: int) -> list[Plan]:
    """Every fault, several times each."""
    window = max(10.0, runs * 0.3)
    kills = 3
    parts = (("orchestrator", "orchestrator"), ("backend", "backend"), ("Kafka", "kafka"), ("PostgreSQL", "postgres"))
    return [
        Plan("every behaviour", every_behaviour(34.0), [], runs, window, window + 50, BEHIND_BREAKER),
        *(Plan(f"kill {title}", usual, [kill_part(part)] * kills, runs, window, window + 30) for title, part in parts),
        Plan("kill S3", usual, [then_uploads_work(kill_part("s3"))] * kills, runs, window, window + 30),
        Plan(
            "kill service",
            usual,
            [kill_service(0), kill_service(1), kill_service(0), kill_service(1)],
            runs,
            window,
            window + 30,
            BEHIND_BREAKER,
        ),
        *(
            Plan(
                f"freeze {title}", usual, [freeze_part(part, FROZEN_SECONDS)], runs, window, window + 60, BEHIND_BREAKER
            )
            for title, part in (*parts, ("S3", "s3"))
        ),
        *(
            Plan(name, usual, [fault], runs, window, window + 30 + seconds, BEHIND_BREAKER, heal=240.0)
            for name, fault, seconds in (
                ("freeze service", freeze_service(0, FROZEN_SECONDS), FROZEN_SECONDS),
                ("freeze service until lost", freeze_service(1, LOST_SECONDS), LOST_SECONDS),
                ("cut", cut(0, Cut.RESET, 5.0), 5.0),
                ("cut, black hole", cut(1, Cut.BLACKHOLE, FROZEN_SECONDS), FROZEN_SECONDS),
                ("cut until lost, black hole", cut(0, Cut.BLACKHOLE, LOST_SECONDS), LOST_SECONDS),
            )
        ),
        *(
            Plan(
                f"cut between {title}",
                usual,
                [cut_link(link, Cut.RESET, 5.0), cut_link(link, Cut.BLACKHOLE, FROZEN_SECONDS)],
                runs,
                window,
                window + 80,
                BEHIND_BREAKER,
                heal=240.0,
            )
            for title, link in LINK_TITLES
        ),
        Plan(
            "cut between backend and S3",
            usual,
            [
                then_uploads_work(cut_link("backend-s3", Cut.RESET, 5.0, uploads_refused)),
                then_uploads_work(cut_link("backend-s3", Cut.BLACKHOLE, 15.0, uploads_refused)),
            ],
            runs,
            window,
            window + 60,
        ),
        Plan("no Kafka at start", usual, [kafka_absent_at_start(15.0)], runs, window, window + 60),
        Plan(
            "two orchestrators, kill either",
            usual,
            [kill_part("orchestrator"), kill_second(), kill_part("orchestrator")],
            runs,
            window,
            window + 60,
            second=True,
        ),
        Plan(
            "two orchestrators, freeze either",
            usual,
            [freeze_part("orchestrator", FROZEN_SECONDS), freeze_second(FROZEN_SECONDS)],
            runs,
            window,
            window + 100,
            second=True,
            heal=240.0,
        ),
        StudyPlan(
            "study, workers killed",
            usual,
            [kill_worker()],
            runs,
            0.0,
            140,
            BEHIND_BREAKER,
            480.0,
            seconds=(1.0, 4.0),
            apart=5.0,
            least=max(1, runs // 20),
        ),
        *(
            StudyPlan(
                f"study, {part} killed",
                usual,
                [kill_part(part)],
                runs,
                0.0,
                110,
                BEHIND_BREAKER,
                480.0,
                seconds=(0.5, 3.0),
                # The launcher gives up what dies more than five times within a minute.
                apart=10.0,
                # Each time the tuning service works through the whole story first, and it grows.
                most=12,
                least=2 if runs >= 100 else 1,
            )
            for part in ("orchestrator", "tuning")
        ),
        Plan("500 queued, services away", short_work, [services_absent(15.0)], 500, 8.0, 110, BEHIND_BREAKER, 300.0),
        # The last one, because it leaves a long queue behind.
        CrowdPlan("10,000 queued", short_work, [], 10_000, 0.0, 240, heal=300.0),
    ]
