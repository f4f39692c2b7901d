"""Runs functions under the survey, and answers questions about what was told."""

import textwrap

from agent_run import ACCEPTED, AgentTest, event, of_kind, texts


class Told:
    """What the survey told of a run."""

    def __init__(self, outcome, lines):
        self.outcome = outcome
        self.lines = lines
        self.texts = texts(lines)
        self.notes = [line[1] for line in of_kind(lines, "note")]

    def used(self, request_id, how=None):
        """Returns the modules that an invocation, or init, needed."""
        return {
            self.texts[module]
            for _, request, module, found in of_kind(self.lines, "used")
            if request == request_id and how in (None, found)
        }

    def edges(self):
        """Returns who imported whom."""
        return {(self.texts[by], self.texts[to]) for _, by, to, _ in of_kind(self.lines, "edge")}

    def edge_lines(self):
        """Returns who imported whom, and at which line."""
        return {
            (self.texts[by], self.texts[to], line)
            for _, by, to, line in of_kind(self.lines, "edge")
        }

    def needs(self):
        """Returns who needed whom during init."""
        return {(self.texts[by], self.texts[to]) for _, by, to in of_kind(self.lines, "need")}

    def names(self, request_id):
        """Returns the names that the user's code mentioned."""
        lines = of_kind(self.lines, "names")
        return {name for _, request, names in lines if request == request_id for name in names}


class SurveyTest(AgentTest):
    """Mixed into test cases."""

    @staticmethod
    def events(*bodies):
        """Returns what the Runtime API answers; request ids are `1`, `2` and so on."""
        responses = []
        for number, body in enumerate(bodies, 1):
            responses += [event(body, request_id=str(number)), ACCEPTED]
        return responses

    def survey(self, *events, **options):
        """Runs `app.handler` with events; there must be as many notes as said, or none."""
        n_notes = options.pop("n_notes", 0)
        responses = self.events(*events)
        options = {"mode": "survey", "sample_every_us": None, "calls": False, **options}
        outcome, lines = self.run_watched(responses, **options)
        told = Told(outcome, lines)
        self.assertEqual(len(told.notes), n_notes, told.notes)
        return told


class ModulesTest(SurveyTest):
    """Mixed into test cases whose functions are some modules beside each other."""

    def module(self, name, text):
        """Writes a module of the function."""
        self.write(name, textwrap.dedent(text))

    def one(self, handler, *events, **modules):
        """Surveys a handler's module with others beside it; one event unless there are some."""
        self.module("app.py", handler)
        for name, text in modules.items():
            self.module(name + ".py", text)
        told = self.survey(*(events or ({},)))
        for result in told.outcome.results:
            self.assertNotIn("errorMessage", result if isinstance(result, dict) else {})
        return told
