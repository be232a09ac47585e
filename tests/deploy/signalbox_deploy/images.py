"""Dockerfiles: a small reader, and what must hold of them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from string import Template

from signalbox_deploy.facts import Facts
from signalbox_deploy.files import Files

FOLDER = "deploy/images"
# What lies in a checkout and must not get into an image or to a builder.
PRIVATE = (
    "data/secrets",
    "deploy/compose/.env",
    ".git/config",
    "web/node_modules/x/index.js",
    "backend/domain/target/a.jar",
)
JAVA = f"{FOLDER}/java.Dockerfile"
ML_SERVICES = f"{FOLDER}/ml-services.Dockerfile"


@dataclass
class Stage:
    """One FROM with what follows. `user`, `environment` and `ports` hold what the stages before it said, too."""

    name: str
    base: str
    user: str = ""
    entrypoint: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    ports: set[str] = field(default_factory=set)
    copies: list[tuple[list[str], str | None]] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)


@dataclass
class Image:
    """What a Compose service or a chart is made from."""

    dockerfile: str
    stage: Stage
    # As docs/configuration.md calls it; None for what others have written.
    part: str | None


def is_pinned(image: str) -> bool:
    """Whether the image is named with a tag that is not moved every day."""
    name, colon, tag = image.rpartition(":")
    return bool(colon and name and tag) and "/" not in tag and tag != "latest" and "latest" not in tag.split("-")


def stages(text: str) -> dict[str, Stage]:
    """The stages by name, in their order. What may be chosen at the build (ARG) stands in the commands as its default."""
    made: dict[str, Stage] = {}
    joined = re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    stage: Stage | None = None
    chosen: dict[str, str] = {}
    for line in filter(None, map(str.strip, joined.splitlines())):
        word, _, rest = line.partition(" ")
        rest = rest.strip()
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            before = made.get(base)
            stage = Stage(name or base, base)
            if before is not None:
                stage.user, stage.environment, stage.ports = before.user, dict(before.environment), set(before.ports)
            made[stage.name] = stage
            chosen = {}
        elif stage is None:
            raise ValueError(f"«{line}» stands before the first FROM")
        elif word == "COPY":
            words = rest.split()
            flags = dict(one[2:].split("=", 1) for one in words if one.startswith("--"))
            paths = [one for one in words if not one.startswith("--")]
            stage.copies.append((paths[:-1], flags.get("from")))
        elif word == "ARG":
            name, _, chosen[name] = rest.partition("=")
        elif word == "RUN":
            stage.runs.append(Template(rest).safe_substitute(chosen))
        elif word == "USER":
            stage.user = rest
        elif word == "ENV":
            for one in rest.split():
                name, _, value = one.partition("=")
                stage.environment[name] = value
        elif word == "EXPOSE":
            stage.ports.update(rest.split())
        elif word == "ENTRYPOINT":
            stage.entrypoint = json.loads(rest)
        elif word != "WORKDIR":
            raise ValueError(f"«{word}» is not known here")
    return made


def images(files: Files) -> dict[str, Image]:
    """Every image of ours by the name that it is given: that of its stage."""
    made = {}
    for path in dockerfiles(files):
        for stage in stages(files.text(path)).values():
            if path == ML_SERVICES and stage.entrypoint:
                made[stage.name] = Image(path, stage, "ML service")
            elif path == JAVA and stage.entrypoint:
                made[stage.name] = Image(path, stage, stage.name)
            elif path not in (JAVA, ML_SERVICES) and stage.user:
                made[stage.name] = Image(path, stage, None)
    return made


def dockerfiles(files: Files) -> list[str]:
    return [path for path in files.below(FOLDER) if path.endswith(".Dockerfile")]


def lets_through(patterns: str, path: str) -> bool:
    """Whether an ignore file sends the path to the builder: the last pattern decides that fits it or a folder of it."""
    parents = [path[:end] for end in range(1, len(path)) if path[end] == "/"]
    through = True
    for pattern in filter(None, (line.split("#")[0].strip() for line in patterns.splitlines())):
        expression = re.escape(pattern.lstrip("!")).replace(r"\*\*/", "(.*/)?").replace(r"\*", "[^/]*")
        if any(re.fullmatch(expression, one) for one in (*parents, path)):
            through = pattern.startswith("!")
    return through


def check(files: Files, facts: Facts) -> list[str]:
    found: list[str] = []
    for path in dockerfiles(files):
        try:
            made = stages(files.text(path))
        except ValueError as error:
            found.append(f"{path}: {error}")
            continue
        first = files.text(path).splitlines()[0]
        if not re.fullmatch(r"# syntax=docker/dockerfile:\d+\.\d+", first):
            found.append(f"{path}: the first line does not pin the syntax")
        for stage in made.values():
            if stage.base not in made and not is_pinned(stage.base):
                found.append(f"{path}: the image {stage.base} has no pinned tag")
            found += [f"{path}: stage {stage.name}: {what}" for what in _stage(files, facts, path, stage, made)]
        found += _ignored(files, path, made)
    for image in images(files).values():
        user = image.stage.user.split(":")[0]
        if not user.isdecimal() or user == "0":
            found.append(
                f"{image.dockerfile}: stage {image.stage.name} runs as «{image.stage.user}», not as a number above 0"
            )
    for path in files.below(FOLDER):
        if path.endswith(".sh"):
            unknown = sorted(set(re.findall(r"SIGNALBOX_[A-Z0-9_]+", files.text(path))) - set(facts.settings))
            found += [f"{path}: {name} is not in docs/configuration.md" for name in unknown]
    found += _java(files, stages(files.text(JAVA)))
    found += _ml_services(files, facts, stages(files.text(ML_SERVICES)))
    return found


def _stage(files: Files, facts: Facts, path: str, stage: Stage, made: dict[str, Stage]) -> list[str]:
    found = []
    for sources, origin in stage.copies:
        if origin is not None:
            if origin not in made:
                found.append(f"copies from the stage {origin}, which is not there")
            continue
        found += [f"copies {source}, which is not there" for source in sources if not files.exists(source)]
    for name in stage.environment:
        if name.startswith("SIGNALBOX_") and name not in facts.settings:
            found.append(f"sets {name}, which docs/configuration.md does not have")
    if path == ML_SERVICES:
        for run in stage.runs:
            if "pip install" in run and "-c constraints.txt" not in run:
                found.append("installs packages without the constraints")
    return found


def _ignored(files: Files, path: str, made: dict[str, Stage]) -> list[str]:
    ignore = f"{path}.dockerignore"
    if not files.exists(ignore):
        return [f"{path}: there is no {ignore}; the whole checkout would go to the builder"]
    patterns = files.text(ignore)
    found = [f"{ignore}: lets {private} through" for private in PRIVATE if lets_through(patterns, private)]
    for stage in made.values():
        for sources, origin in stage.copies:
            if origin is None:
                found += [
                    f"{ignore}: keeps {source} back, which stage {stage.name} copies"
                    for source in sources
                    if not lets_through(patterns, source)
                ]
    return found


def _java(files: Files, made: dict[str, Stage]) -> list[str]:
    """Modules, main classes, and that the class data is made and used in one stage."""
    found = []
    built = {
        module for run in made["build"].runs for match in re.findall(r"-pl (\S+)", run) for module in match.split(",")
    }
    laid_out = {
        name: (module, main)
        for run in made["build"].runs
        for module, name, main in re.findall(r"lay-out\.sh (\S+) (\S+) (\S+)", run)
        if module != "/usr/local/bin/lay-out.sh"
    }
    for name, (module, main) in laid_out.items():
        if module not in built or not files.exists(f"{module}/pom.xml"):
            found.append(f"{JAVA}: the module {module} is not built or not there")
        if not files.exists(f"{module}/src/main/java/{main.replace('.', '/')}.java"):
            found.append(f"{JAVA}: {module} has no class {main}")
        stage = made.get(name)
        arguments = f"@/opt/signalbox/{name}/java.args"
        archive = f"-XX:SharedArchiveFile=/opt/signalbox/{name}/classes.jsa"
        if stage is None or f"train {name}" not in stage.runs or stage.entrypoint != ["java", archive, arguments]:
            found.append(f"{JAVA}: stage {name} does not make its class data and start with it")
    return found


def _ml_services(files: Files, facts: Facts, made: dict[str, Stage]) -> list[str]:
    found = []
    for name, stage in made.items():
        if stage.entrypoint and not files.exists(
            f"ml-services/{name}/src/signalbox_{stage.entrypoint[-1]}/__main__.py"
        ):
            found.append(f"{ML_SERVICES}: stage {name} starts {stage.entrypoint[-1]}, which is no ML service")
        if stage.entrypoint and stage.ports != {f"{facts.grpc_port}/tcp", f"{facts.management_port}/tcp"}:
            found.append(f"{ML_SERVICES}: stage {name} exposes {sorted(stage.ports)}")
    return found
