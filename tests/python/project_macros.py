"""The project's macros, called one at a time without a build."""

from __future__ import annotations

from argparse import Namespace
from functools import cached_property

import pytest
from dbt.cli.main import dbtRunner
from dbt.clients.jinja import MacroGenerator
from dbt.config import RuntimeConfig
from dbt.config.runtime import load_profile, load_project
from dbt.context.providers import generate_runtime_macro_context
from dbt.flags import get_flags
from dbt_common.exceptions import CompilationError
from harness import ROOT, Stage


class Macros:
    """Calls the project's macros as a running build would, each time with other vars."""

    def __init__(self, stage: Stage) -> None:
        request = stage.request(stage.project("macros"), ["--quiet", "parse"], {})
        with pytest.MonkeyPatch.context() as patch:
            for name, value in request["environment"].items():
                patch.setenv(name, value)
            parsed = dbtRunner().invoke(request["arguments"])
        assert parsed.success, parsed.exception
        self.manifest = parsed.result
        self.manifest.build_flat_graph()

    def call(self, name: str, variables: dict, *arguments):
        """What a macro returns."""
        macro = self.manifest.macros[f"macro.centroid.{name}"]
        config = self.default if variables == {} else configured(variables)
        context = generate_runtime_macro_context(macro, config, self.manifest, "centroid")
        return MacroGenerator(macro, context)(*arguments)

    @cached_property
    def default(self) -> RuntimeConfig:
        """The project's configuration without other vars."""
        return configured({})

    @cached_property
    def columns(self) -> dict[str, list[str]]:
        """The names of features against which a condition is checked."""
        return {
            "known": self.call("feature_columns", {}),
            "numeric": self.call("feature_columns", {}, True),
        }

    def refusal(self, name: str, variables: dict, *arguments) -> str:
        """The sentence with which a macro refuses."""
        with pytest.raises(CompilationError) as caught:
            self.call(name, variables, *arguments)
        return str(caught.value).splitlines()[1].strip()


def configured(variables: dict) -> RuntimeConfig:
    """The project's configuration with vars given on the command line."""
    profile = load_profile(str(ROOT), variables)
    project = load_project(str(ROOT), True, profile, variables)
    flags = Namespace(**{**vars(get_flags()), "VARS": variables, "vars": variables})
    return RuntimeConfig.from_parts(project, profile, flags)
